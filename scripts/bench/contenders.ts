import { existsSync } from 'node:fs'
import { join } from 'node:path'
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

/** The newest real client of each of `releases`, then ours: under node, and as an executable if there is one in dist/. */
export function findContenders(binaries: readonly EtcdBinaries[], releases: readonly string[]): Contender[] {
  const real = releases.flatMap((release) => newestOf(binaries, release) ?? [])
  const executable = join(root, 'dist', `etcdctl-${process.platform}-${process.arch}`)
  return [
    ...real.map(({ version, etcdctl }) => ({ name: `etcdctl ${version}`, argv: [etcdctl] })),
    { name: 'ours (node)', argv: [process.execPath, join(root, 'bin', 'etcdctl')] },
    ...(existsSync(executable) ? [{ name: 'ours (executable)', argv: [executable] }] : []),
  ]
}

/** `binaries` are oldest first. */
export function newestOf(binaries: readonly EtcdBinaries[], release: string): EtcdBinaries | undefined {
  return binaries.findLast((candidate) => candidate.release === release)
}

/** One program for each contender, with the same words for all. */
export function allWith(contenders: readonly Contender[], words: readonly string[]): Program[] {
  return contenders.map(({ name, argv }) => ({ name, argv: [...argv, ...words] }))
}
