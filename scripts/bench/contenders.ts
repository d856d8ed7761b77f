import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { atExit } from '../../test/support/at-exit.ts'
import type { EtcdBinaries } from '../../test/support/etcd-binaries.ts'
import type { Program } from './measure.ts'

/** A program that answers to etcdctl's command line. */
export interface Contender {
  readonly name: string
  readonly argv: readonly string[]
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
  const executable = join(root, 'dist', `etcdctl-${process.platform}-${process.arch}`)
  const folder = mkdtempSync(join(tmpdir(), 'bench-programs-'))
  atExit(() => rmSync(folder, { recursive: true, force: true }))
  return [
    ...real.map(({ version, etcdctl }) => ({ name: `etcdctl ${version}`, argv: [copyOf(etcdctl, folder, version)] })),
    { name: 'ours (node)', argv: [process.execPath, join(root, 'bin', 'etcdctl')] },
    ...(existsSync(executable) ? [{ name: 'ours (executable)', argv: [copyOf(executable, folder, 'ours')] }] : []),
  ]
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
