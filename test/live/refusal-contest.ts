import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificates } from '../support/certificates.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import type { EtcdBinaries } from '../support/etcd-binaries.ts'
import { runProcess } from '../support/run-process.ts'
import { type RefusalLine, randomFrom, refusalLine } from './refusal-lines.ts'
import { boxToAscii } from './tables.ts'

const deadEndpoint = '127.0.0.1:1'
const helpLength = 300

/** How a line ended on one side; texts without what belongs to the side. */
interface Ending {
  readonly code: number | string
  readonly stdout: string
  /** The last line on stderr. */
  readonly last: string
  readonly isHelp: boolean
  /** With a trace of the Go runtime. */
  readonly isCrash: boolean
}

export interface Difference {
  readonly number: number
  readonly line: string
  readonly original: Ending
  readonly ours: Ending
}

export interface ContestReport {
  readonly compared: number
  /** Lines that the original refused. */
  readonly refused: number
  /** Differences that are on purpose, see docs/differences.md. */
  readonly onPurpose: number
  readonly differences: readonly Difference[]
}

export interface ContestPlan {
  readonly etcd: EtcdBinaries
  readonly ours: string
  readonly seed: number
  readonly rounds: number
  /** The servers want a login, and lines that say nothing of one have that of root. */
  readonly isGuarded: boolean
}

/** Plays random command lines with the original and with ours, each on a server of its own. */
export async function playRefusals({ etcd, ours, seed, rounds, isGuarded }: ContestPlan): Promise<ContestReport> {
  const clusters = [await startCluster({ binaries: etcd }), await startCluster({ binaries: etcd })] as const
  const folder = mkdtempSync(join(tmpdir(), 'refusals-'))
  const below = randomFrom(seed)
  const differences: Difference[] = []
  let [refused, onPurpose] = [0, 0]
  try {
    if (isGuarded) await Promise.all(clusters.map(guard))
    const login = isGuarded ? { ETCDCTL_USER: 'root:pw' } : {}
    const [first, second] = clusters.map((cluster, at) => new Side(cluster, { folder, name: String(at), login }))
    if (first === undefined || second === undefined) throw new Error('a side is missing')
    for (let number = 0; number < rounds; number++) {
      const line = refusalLine(below, etcd.release)
      const [original, got] = await Promise.all([
        first.run(etcd.etcdctl, line, number, {}),
        second.run(ours, line, number, { ETCDCTL_COMPAT: etcd.release }),
      ])
      if (original.code !== 0) refused++
      if (isSame(redrawn(original, etcd), got)) continue
      if (isOnPurpose(line, original, got)) onPurpose++
      else differences.push({ number, line: lineText(line), original, ours: got })
    }
  } finally {
    await Promise.all(clusters.map((cluster) => cluster.close()))
    rmSync(folder, { recursive: true, force: true })
  }
  return { compared: rounds, refused, onPurpose, differences }
}

async function guard(cluster: Cluster): Promise<void> {
  await cluster.etcdctl('user', 'add', 'root:pw')
  await cluster.etcdctl('role', 'add', 'root')
  await cluster.etcdctl('user', 'grant-role', 'root', 'root')
  await cluster.etcdctl('auth', 'enable')
}

interface SideSettings {
  readonly folder: string
  readonly name: string
  /** The variables of a login. */
  readonly login: Readonly<Record<string, string>>
}

class Side {
  private readonly endpoint: string
  private readonly folder: string
  private readonly login: Readonly<Record<string, string>>
  private readonly variables: Readonly<Record<string, string>>

  constructor(cluster: Cluster, { folder, name, login }: SideSettings) {
    this.endpoint = cluster.member(0).endpoint
    this.folder = join(folder, name)
    this.login = login
    mkdirSync(this.folder)
    const { client, wrongCa } = createCertificates(join(folder, 'certificates'))
    const empty = join(folder, 'empty')
    writeFileSync(empty, '')
    this.variables = {
      EP: this.endpoint,
      DEAD: deadEndpoint,
      DIR: this.folder,
      EMPTY: empty,
      CERT: client.cert,
      KEY: client.key,
      WRONG_CA: wrongCa,
    }
  }

  async run(program: string, line: RefusalLine, number: number, pin: Record<string, string>): Promise<Ending> {
    const known: Readonly<Record<string, string>> = { ...this.variables, N: String(number) }
    const args = line.args.map((arg) => arg.replace(/\$([A-Z_]+)/g, (_, name: string) => known[name] ?? ''))
    // a variable would not do: several commands of the original read this flag only
    args.unshift(`--command-timeout=${line.isSilent ? '300ms' : '30s'}`)
    const endpoints = args.some((arg) => arg.startsWith('--endpoints')) ? {} : { ETCDCTL_ENDPOINTS: this.endpoint }
    const login = args.some((arg) => arg.startsWith('--user')) ? {} : this.login
    const env = { PATH: process.env.PATH, HOME: this.folder, ...endpoints, ...login, ...line.env, ...pin }
    const options = { env, cwd: this.folder, stdin: line.stdin, killAfterMs: 60_000 }
    const { code, stdout, stderr } = await runProcess(program, args, options)
    const text = this.anonymous(stdout.toString())
    return {
      code,
      stdout: text,
      last: lastLine(this.anonymous(stderr.toString())),
      isHelp: isHelp(text, String(stderr)),
      isCrash: /^goroutine \d+ /m.test(String(stderr)),
    }
  }

  private anonymous(text: string): string {
    return text.replaceAll(this.folder, '$DIR').replaceAll(this.endpoint, '$EP')
  }
}

/** Words of the help are our own; its place and what ends it are compared elsewhere. */
function isHelp(stdout: string, stderr: string): boolean {
  return stdout.length > helpLength || /^(Usage|NAME):/m.test(stdout + stderr)
}

function lastLine(stderr: string): string {
  const line = stderr.trimEnd().split('\n').at(-1) ?? ''
  return line
    .replace(/"ts":"[^"]+","caller":"flags\/flag\.go:\d+"/, '')
    .replace(/,"stacktrace":"(?:[^"\\]|\\.)*"/, '')
    .replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} /, '')
}

/** A distribution's 3.5 draws boxes where the official one draws ASCII: refusals leave an empty table at most. */
function redrawn(original: Ending, { release, tableStyle }: EtcdBinaries): Ending {
  if (release !== '3.5' || tableStyle !== 'box') return original
  const stdout = original.stdout.replace(/┌[\s\S]*┘\n/, boxToAscii)
  return { ...original, stdout }
}

function isSame(original: Ending, ours: Ending): boolean {
  if (original.code !== ours.code) return false
  if (original.isHelp || ours.isHelp) return original.isHelp === ours.isHelp
  // ids and times differ, and are compared elsewhere
  if (original.code === 0) return true
  return original.stdout === ours.stdout && original.last === ours.last
}

const unprintable = /^Error: \w+ not supported as output format$/
const fromServer = /etcdserver: |context deadline exceeded|^$/

const noLogins = 'Error: etcdserver: authentication is not enabled'
const noMembers = 'Error: failed to fetch endpoints from etcd cluster member list: '
const emptyUser = 'Error: etcdserver: user name is empty'

/**
 * A change whose result cannot be printed is refused before it is sent, where the original finds out after the call. Ours does not
 * crash, and knows the flags of every patch of a release. TLS files are looked at even when there is no endpoint to use them for.
 * 3.4.23 asks for a token again where nobody logs in; 3.4.37 says what ours says. For --cluster 3.4 and early 3.5 ask for the members
 * without a login, ours with one, as 3.5.30 does: then nothing is said of the members.
 */
function isOnPurpose({ args }: RefusalLine, original: Ending, ours: Ending): boolean {
  if (original.isCrash) return !ours.isCrash
  if (args.includes('--count-only') && original.last === 'Error: unknown flag: --count-only') return true
  if (args.includes('endpoint') && args.includes('--endpoints=') && original.code === 0) return ours.code === 128
  if (original.last.startsWith(noMembers) && args.includes('--cluster')) {
    return ours.code === original.code && ours.last === original.last.replace(noMembers, 'Error: ')
  }
  if (original.last === noLogins) return ours.code === original.code && ours.last === emptyUser
  return ours.code === 4 && unprintable.test(ours.last) && original.code !== 4 && fromServer.test(original.last)
}

function lineText({ args, env, stdin }: RefusalLine): string {
  const words = args.map((arg) => (/^[\w$./:=,-]+$/.test(arg) ? arg : `'${arg}'`))
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value === '' ? "''" : value}`)
  return [...variables, ...words, ...(stdin === '' ? [] : [`<<< ${JSON.stringify(stdin)}`])].join(' ')
}
