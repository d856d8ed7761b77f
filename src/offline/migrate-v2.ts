import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { CliError } from '../base/errors.ts'
import type { Release } from '../base/release.ts'
import type { KeyValue } from '../rpc/messages.ts'
import { databasePath, snapFolder, walFolder } from './data-dir/paths.ts'
import { checkLogIsWhole } from './data-dir/whole-log.ts'
import { type Content, memberContent } from './database/content.ts'
import { readDatabase } from './database/patch-database.ts'
import { behindLinks, replaceDatabase } from './database/replace-database.ts'
import { exactPath, namesIn, onFile } from './files/file-failure.ts'
import { syncFolder } from './files/part-folder.ts'
import { refuseInterrupted } from './interruption.ts'
import type { WaitOptions } from './lock/database-lock.ts'
import { lockFile } from './lock/lock.ts'
import { transformNodes } from './v2-migration/default-transformer.ts'
import { nodeJson } from './v2-migration/node-json.ts'
import { type MergePlan, planMerge } from './v2-migration/plan-merge.ts'
import { inRevisionOrder, readRecords } from './v2-migration/records.ts'
import type { TransformerProgram } from './v2-migration/transformer-program.ts'
import { checkMerged, writeMerged } from './v2-migration/write-merged.ts'
import { type ListedNode, listNodes } from './v2-store/listed-nodes.ts'
import { readV2Store, type V2Store } from './v2-store/read-store.ts'
import { listSegments } from './wal/segment.ts'

/** The users' keys; beside them are folders of etcd itself. */
const usersRoot = '/1'

export interface MigrateV2Options {
  readonly dataDir: string
  /** Empty for the usual place. */
  readonly walDir: string
  /** Leaves out keys that have a time to live of their own. */
  readonly leavesOutTtl: boolean
  /** Undefined for the default transformer. */
  readonly transformer: TransformerProgram | undefined
  readonly release: Release
  /** How to wait for a server to let go of the database. */
  readonly lock: WaitOptions
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

export interface MigrateV2Report {
  /** How many keys are in the database now that come from v2. */
  readonly keys: number
  /** Of them, those that had a time to live, of their own or by a directory, and have none any more; 0 with a transformer. */
  readonly lasting: number
  /** Paths of keys and directories that were left out because they begin with `_`. */
  readonly hidden: readonly string[]
  /** There was no database. */
  readonly isNew: boolean
  /** Revisions of v3 keys that were in the database before. */
  readonly otherRevisions: number
  /** As in `Replaced`. */
  readonly unsynced: string | undefined
}

/**
 * Copies the keys of a stopped member's v2 store into its v3 database, and leaves the v2 store as it is. Resolves to undefined when the
 * store has no keys. Throws a CliError; nothing is changed then.
 */
export async function migrateV2(options: MigrateV2Options): Promise<MigrateV2Report | undefined> {
  const { dataDir } = options
  namesIn(snapFolder(dataDir))
  listSegments(logFolder(options))
  const path = databasePath(dataDir)
  if (!existsSync(exactPath(path))) return migrateIntoNew(path, options)
  const lock = await lockFile(path, { ...options.lock, mode: 'exclusive' })
  try {
    const work = await collect(options)
    if (work === undefined) return undefined
    const { content, plan } = readDatabase(path, options.release, (reader) => {
      return { content: memberContent(reader, options.release), plan: planMerge(reader, work.store, work.records) }
    })
    const { signal } = options.lock
    await refuseInterrupted(signal)
    const { unsynced } = await replaceDatabase(behindLinks(path), { lock, signal }, async (part) => {
      readDatabase(path, options.release, (reader) => writeMerged(reader, part, plan))
      await refuseInterrupted(signal)
      checkMerged(part, options.release, content, plan)
    })
    return reportOf(work, plan, { isNew: false, unsynced })
  } finally {
    lock.release()
  }
}

/** A data directory of etcd 2, or one whose database was taken away. */
async function migrateIntoNew(path: string, options: MigrateV2Options): Promise<MigrateV2Report | undefined> {
  const work = await collect(options)
  if (work === undefined) return undefined
  const plan = planMerge(undefined, work.store, work.records)
  const part = `${path}.tmp.${Math.floor(Math.random() * 1e9)}`
  const nothing: Content = new Map()
  try {
    writeMerged(undefined, part, plan)
    checkMerged(part, options.release, nothing, plan)
    await refuseInterrupted(options.lock.signal)
    if (existsSync(exactPath(path))) throw new CliError(`${path} was made by another process: is its server running?`)
    onFile('rename', part, (exact) => renameSync(exact, exactPath(path)))
  } catch (error) {
    rmSync(exactPath(part), { force: true })
    throw error
  }
  syncFolder(dirname(path))
  return reportOf(work, plan, { isNew: true, unsynced: undefined })
}

interface Work {
  readonly store: V2Store
  readonly records: readonly KeyValue[]
  readonly hidden: readonly string[]
  readonly lasting: number
}

/** Undefined when the store has no keys. */
async function collect(options: MigrateV2Options): Promise<Work | undefined> {
  const { dataDir, leavesOutTtl, transformer, release, lock, nowMs } = options
  const folder = logFolder(options)
  const store = readV2Store({ dataDir, logFolder: folder, release })
  checkLogIsWhole(dataDir, folder, release)
  const root = store.tree.find(usersRoot)
  if (root === undefined) return undefined
  const { nodes: listed, hidden } = listNodes(root, '/')
  const nodes = listed.filter(({ node }) => !leavesOutTtl || node.expires === undefined)
  const now = BigInt(nowMs) * 1_000_000n
  const found =
    transformer === undefined
      ? transformNodes(nodes)
      : readRecords(
          await transformer.run(
            nodes.map((node) => nodeJson(node, now)),
            lock.signal,
          ),
        )
  const lasting = transformer === undefined ? nodes.filter(isLasting).length : 0
  return { store, records: inRevisionOrder(found), hidden, lasting }
}

function isLasting({ node, isExpiring }: ListedNode): boolean {
  return isExpiring && node.children === undefined
}

function logFolder({ dataDir, walDir }: MigrateV2Options): string {
  return walDir === '' ? walFolder(dataDir) : walDir
}

function reportOf(
  { records, hidden, lasting }: Work,
  { otherRevisions }: MergePlan,
  outcome: Pick<MigrateV2Report, 'isNew' | 'unsynced'>,
): MigrateV2Report {
  return { keys: records.length, lasting, hidden, otherRevisions, ...outcome }
}
