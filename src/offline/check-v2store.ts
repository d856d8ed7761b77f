import { statSync } from 'node:fs'
import { CliError } from '../base/errors.ts'
import type { RaftEntry } from '../rpc/messages.ts'
import { snapFolder, walFolder } from './data-dir/paths.ts'
import { checkLogIsWhole } from './data-dir/whole-log.ts'
import { onFile } from './files/file-failure.ts'
import { newestSnap } from './snap/reader.ts'
import { parseV2Tree, type V2Node } from './snap/v2-store.ts'
import { customKeyLines } from './v2-store/custom-keys.ts'
import { readLog, validSnapshots } from './wal/log.ts'
import { isMemberAttributes, parseRaftRequest } from './wal/raft-request.ts'

const release = '3.5'
const normalEntry = 0

/** Where there is content of the v2 API that a server of 3.6 would refuse. */
export interface CustomContent {
  readonly isInStore: boolean
  readonly isInLog: boolean
}

export interface CheckV2Options {
  readonly dataDir: string
  /** Empty for the usual path. */
  readonly walDir: string
}

/**
 * Looks for v2 content as etcdutl 3.5.32 does. Nothing is written. Throws a CliError for what cannot be read, and when
 * nothing is found in a log that is missing, empty or cut.
 */
export function checkV2Store({ dataDir, walDir }: CheckV2Options): CustomContent {
  const folder = walDir === '' ? walFolder(dataDir) : walDir
  onFile('open', folder, (exact) => statSync(exact))
  const recorded = validSnapshots(folder, release)
  const snapshot = newestSnap(snapFolder(dataDir), ({ metadata: { index, term } }) => {
    return recorded.some((point) => point.index === index && point.term === term)
  })
  const start = snapshot?.metadata ?? { index: 0n, term: 0n }
  const { entries } = readLog(folder, { release, start, keep: isCustomEntry })
  const isInStore = snapshot?.data !== undefined && isCustomTree(parseV2Tree(snapshot.data))
  const isInLog = entries.some(Boolean)
  // that nothing was found means something only when nothing is missing
  if (!isInStore && !isInLog) checkLogIsWhole(dataDir, folder, release)
  return { isInStore, isInLog }
}

/** The error for what was found; undefined when there is nothing (texts of 3.5.32). */
export function customContentError({ isInStore, isInLog }: CustomContent): CliError | undefined {
  if (isInStore && isInLog) return new CliError('detected custom v2 content in both v2store and WAL records')
  if (isInStore) return new CliError('detected custom content in v2store')
  return isInLog ? new CliError('detected custom v2 content in WAL records') : undefined
}

/** A line for each key that makes up the content, or one that says why there is none. Throws nothing that a damaged store leads to. */
export function customContentLines({ dataDir, walDir }: CheckV2Options): readonly string[] {
  const logFolder = walDir === '' ? walFolder(dataDir) : walDir
  try {
    const lines = customKeyLines({ dataDir, logFolder, release })
    return lines.length > 0
      ? lines
      : ['no key is left: requests of the v2 API are in the log until the next .snap file']
  } catch (error) {
    if (error instanceof CliError) return [`the keys cannot be listed: ${error.message}`]
    throw error
  }
}

function isCustomEntry(entry: RaftEntry): boolean {
  if (entry.Type !== normalEntry) return false
  const { v2 } = parseRaftRequest(entry.Data ?? new Uint8Array())
  return v2 !== undefined && !isMemberAttributes(v2) && !(v2.Method === 'PUT' && v2.Path === '/0/version')
}

/** `/0` is etcd's own; users' keys are in `/1`, and `/2` has the empty folders of v2 authentication. */
function isCustomTree(root: V2Node): boolean {
  return visibleChildren(root).some(([name, child]) => {
    if (name === '0') return false
    if (name !== '2') return visibleChildren(child).length > 0
    return visibleChildren(child).some(([, below]) => visibleChildren(below).length > 0)
  })
}

function visibleChildren({ Children }: V2Node): [string, V2Node][] {
  return Object.entries(Children ?? {}).filter(([name]) => !name.startsWith('_'))
}
