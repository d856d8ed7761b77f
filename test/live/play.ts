import { isUtf8 } from 'node:buffer'
import { spawn } from 'node:child_process'
import type { CaseLine } from './case-file.ts'
import { expand } from './words.ts'

const timeoutMs = 120_000

/** What one command line left behind. `code` is the exit code, or the signal that ended it. */
export interface Outcome {
  readonly args: readonly string[]
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

/** One side of the comparison. Texts are one character a byte. */
export interface Player {
  readonly program: string
  /** The release's own client, which runs the fixtures of both sides. */
  readonly fixtureProgram: string
  readonly environment: Readonly<Record<string, string>>
  /** Set unless the line names the variable or its flag. */
  readonly defaults: Readonly<Record<string, string>>
  readonly folder: string
  /** Grows as lines save what they saw. */
  readonly variables: Map<string, string>
}

/** Plays one line; throws when a fixture fails. */
export async function play(line: CaseLine, player: Player): Promise<Outcome> {
  const args = line.words.map((word) => expand(word, player.variables))
  const own = Object.fromEntries(line.environment.map(({ name, value }) => [name, expand(value, player.variables)]))
  const env = { ...unmentioned(player.defaults, own, args), ...own }
  const stdin = line.stdin === undefined ? '' : expand(line.stdin, player.variables)
  const program = line.isFixture ? player.fixtureProgram : player.program
  const outcome = await execute({ program, args, stdin, folder: player.folder, env: { ...player.environment, ...env } })
  if (line.isFixture && outcome.code !== 0) {
    throw new Error(`${line.place}: fixture ended with ${outcome.code}: ${line.text}\n${outcome.stderr}`)
  }
  save(line, outcome, player)
  return outcome
}

function unmentioned(
  defaults: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
  args: readonly string[],
): Record<string, string> {
  const left = Object.entries(defaults).filter(([name]) => {
    const flag = `--${name.replace('ETCDCTL_', '').toLowerCase()}`
    return own[name] === undefined && !args.some((arg) => arg === flag || arg.startsWith(`${flag}=`))
  })
  return Object.fromEntries(left)
}

function save(line: CaseLine, outcome: Outcome, player: Player): void {
  if (line.save === undefined) return
  const value = line.save.pattern.exec(outcome.stdout)?.[1]
  if (value !== undefined) player.variables.set(line.save.name, value)
}

interface Execution {
  readonly program: string
  readonly args: readonly string[]
  readonly stdin: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

function execute({ program, args, stdin, folder, env }: Execution): Promise<Outcome> {
  const [command, ...words] = commandLine(program, args)
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd: folder, env, timeout: timeoutMs, killSignal: 'SIGKILL' })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    // A client that refuses its arguments ends before it reads.
    child.stdin.on('error', () => undefined)
    child.stdin.end(Buffer.from(stdin, 'latin1'))
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ args, code: code ?? signal ?? 'lost', ...texts(stdout, stderr) }))
  })
}

function texts(stdout: Buffer[], stderr: Buffer[]): Pick<Outcome, 'stdout' | 'stderr'> {
  return { stdout: Buffer.concat(stdout).toString('latin1'), stderr: Buffer.concat(stderr).toString('latin1') }
}

/** Node hands over UTF-8 only; a shell makes the other bytes. */
function commandLine(program: string, args: readonly string[]): [string, ...string[]] {
  const bytes = args.map((arg) => Buffer.from(arg, 'latin1'))
  if (bytes.every((arg) => isUtf8(arg))) return [program, ...bytes.map((arg) => arg.toString())]
  const quoted = bytes.map((arg) => `$'${[...arg].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`)
  return ['bash', '-c', `exec "$0" ${quoted.join(' ')}`, program]
}
