import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { atExit } from '../../test/support/at-exit.ts'
import type { EtcdBinaries } from '../../test/support/etcd-binaries.ts'
import type { Program } from './measure.ts'

/** A program that answers to etcdctl's command line. */
export interface Contender {
  readonly name: string
  readonly argv: readonly string[]
  /** Of a real client. */
  readonly release?: string
}

const root = join(import.meta.dirname, '..', '..')

/** What a start of node costs at the least. */
export const emptyNode: Contender = { name: 'node -e 0', argv: [process.execPath, '-e', '0'] }

/**
 * The newest real client of each of `releases`, then ours: under node, and as an executable if there is one in dist/. All but
 * node are fresh copies: how the kernel caches a file depends on how it was written, and makes a start a quarter faster or slower.
 */
export function findContenders(binaries: readonly EtcdBinaries[], releases: readonly string[]): Contender[] {
  const real = releases.flatMap((release) => newestOf(binaries, release) ?? [])
  const executable = executablePath()
  const folder = mkdtempSync(join(tmpdir(), 'bench-programs-'))
  atExit(() => rmSync(folder, { recursive: true, force: true }))
  return [
    ...real.map(({ version, release, etcdctl }) => {
      return { name: `etcdctl ${version}`, argv: [copyOf(etcdctl, folder, version)], release }
    }),
    { name: 'ours (node)', argv: [process.execPath, join(root, 'bin', 'etcdctl')] },
    ...(existsSync(executable) ? [{ name: 'ours (executable)', argv: [copyOf(executable, folder, 'ours')] }] : []),
  ]
}

/** The executable in dist/ if it is there and older than what it is made from: its figures would be those of another program. */
export function staleExecutable(): string | undefined {
  const path = executablePath()
  if (!existsSync(path)) return undefined
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const newest = Math.max(...sources.map((name) => statSync(join(root, 'src', name)).mtimeMs))
  return statSync(path).mtimeMs < newest ? path : undefined
}

function executablePath(): string {
  return join(root, 'dist', `etcdctl-${process.platform}-${process.arch}`)
}

/** Throws unless each of them starts: figures without one of them would be of no use. */
export function checkStarts(contenders: readonly Contender[]): void {
  for (const { name, argv } of contenders) {
    const [command = '', ...args] = argv
    const { status, stderr } = spawnSync(command, [...args, 'version'], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${name} does not start: ${stderr}`)
  }
}

/** Written at one go, as `cp` would. */
function copyOf(program: string, folder: string, name: string): string {
  const copy = join(folder, `${basename(program)}-${name}`)
  writeFileSync(copy, readFileSync(program), { mode: 0o755 })
  return copy
}

/** `binaries` are oldest first. */
export function newestOf(binaries: readonly EtcdBinaries[], release: string): EtcdBinaries | undefined {
  return binaries.findLast((candidate) => candidate.release === release)
}

/** One program for each contender, with the same words for all. */
export function allWith(contenders: readonly Contender[], words: readonly string[]): Program[] {
  return contenders.map(({ name, argv }) => ({ name, argv: [...argv, ...words] }))
}

/** Ours, and of the real clients the newest one. */
export function withNewestReal(contenders: readonly Contender[]): Contender[] {
  const newest = contenders.findLast(({ release }) => release !== undefined)
  return contenders.filter((contender) => contender.release === undefined || contender === newest)
}
