import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { errorCode } from '../../go/file-error.ts'
import { safeU64le, viewOf } from '../bytes.ts'
import { fnv1a64 } from '../checksum/fnv1a.ts'
import type { Source } from '../files/file-source.ts'
import { BoltError } from './bolt-error.ts'
import { defaultPageSize, formatVersion, magic, metaBytes, pageHeaderBytes } from './layout.ts'

/** What the valid meta page with the highest transaction says. */
export interface BoltMeta {
  readonly pageSize: number
  /** Page of the root bucket. */
  readonly root: number
  readonly sequence: bigint
  /** Page of the list of free pages; undefined when it is not stored, as in every file that etcd writes. */
  readonly freelist: number | undefined
  /** Number of pages in use: the database ends there. */
  readonly pgid: number
  readonly txid: bigint
}

const noFreelist = 0xffff_ffff_ffff_ffffn
const probeBytes = 4096
const smallestPage = 1024
const probes = 15
const pageSizeRange = { least: 512, most: 16 << 20 }

/** Finds the page size, then the meta page that counts. Throws a BoltError with the original's text if there is none. */
export function readMeta(source: Source, release: Release): BoltMeta {
  if (source.size === 0) throw new BoltError(`write ${source.path}: bad file descriptor`)
  const pageSize = detectPageSize(source)
  if (source.size < 2 * pageSize) throw new BoltError(tooSmall(source, release))
  const meta = chooseMeta(source, pageSize)
  checkRanges(meta, source, pageSize)
  return meta
}

function tooSmall(source: Source, release: Release): string {
  const isOld = release === '3.4' || release === '3.5'
  return isOld ? 'file size too small' : `file size too small ${source.size}`
}

/** The first valid meta page tells the size; the common size is assumed when there is none. */
function detectPageSize(source: Source): number {
  const starts = [0, ...Array.from({ length: probes }, (_, index) => smallestPage << index)]
  let canRead = false
  for (const at of starts) {
    if (at > 0 && at >= source.size - smallestPage) break
    const bytes = readAt(source, at)
    if (at === 0 && bytes.length < probeBytes) continue
    if (bytes.length < pageHeaderBytes + metaBytes) continue
    canRead = true
    const meta = parseMeta(bytes)
    if (typeof meta !== 'string') return meta.pageSize
  }
  if (!canRead) throw new BoltError('invalid database')
  return defaultPageSize
}

function readAt(source: Source, at: number): Uint8Array {
  try {
    return source.read(at, probeBytes)
  } catch (error) {
    if (!(error instanceof CliError) || errorCode(error.cause) !== 'EISDIR') throw error
    // as the original says of a directory
    throw new BoltError('invalid database', undefined, { cause: error })
  }
}

function chooseMeta(source: Source, pageSize: number): BoltMeta {
  const first = parseMeta(source.read(0, probeBytes))
  const second = parseMeta(source.read(pageSize, probeBytes))
  if (typeof first !== 'string' && typeof second !== 'string') return first.txid >= second.txid ? first : second
  if (typeof first !== 'string') return orNothingNewer(first, source, { at: pageSize, fault: `meta page 1: ${second}` })
  if (typeof second !== 'string') return orNothingNewer(second, source, { at: 0, fault: `meta page 0: ${first}` })
  throw new BoltError(first)
}

/**
 * The meta, or a BoltError when the damaged one may have named newer data: a meta page counts for all that one transaction
 * wrote. In a snapshot both name the same pages, in a member's database the older one has the transaction before, or, behind the
 * first write to a restored snapshot with an odd transaction, the one before that (seen in 3.6.14 and 3.7.1).
 */
function orNothingNewer(meta: BoltMeta, source: Source, { at, fault }: { at: number; fault: string }): BoltMeta {
  const damaged = source.read(at, probeBytes)
  if (damaged.length >= pageHeaderBytes + metaBytes) {
    const { root, freelist, pgid, txid } = metaFields(damaged)
    if (txid === meta.txid - 1n) return meta
    if (root === meta.root && freelist === meta.freelist && pgid === meta.pgid) return meta
  }
  throw new BoltError(`${fault}: what was written last may be missing`)
}

/** What is wrong with the meta pages, of which one that is valid suffices to read the database: a line for each. */
export function metaFaults(source: Source, pageSize: number): string[] {
  return [0, 1].flatMap((id) => {
    const meta = parseMeta(source.read(id * pageSize, probeBytes))
    return typeof meta === 'string' ? [`meta page ${id}: ${meta}`] : []
  })
}

/** The meta at the beginning of the page, or the reason why it is not valid. */
function parseMeta(page: Uint8Array): BoltMeta | string {
  if (page.length < pageHeaderBytes + metaBytes) return 'invalid database'
  const view = viewOf(page)
  if (view.getUint32(16, true) !== magic) return 'invalid database'
  if (view.getUint32(20, true) !== formatVersion) return 'version mismatch'
  if (view.getBigUint64(72, true) !== fnv1a64(page.subarray(16, 72))) return 'checksum error'
  return metaFields(page)
}

function metaFields(page: Uint8Array): BoltMeta {
  const view = viewOf(page)
  return {
    pageSize: view.getUint32(24, true),
    root: safeU64le(page, 32),
    sequence: view.getBigUint64(40, true),
    freelist: view.getBigUint64(48, true) === noFreelist ? undefined : safeU64le(page, 48),
    pgid: safeU64le(page, 56),
    txid: view.getBigUint64(64, true),
  }
}

function checkRanges(meta: BoltMeta, source: Source, pageSize: number): void {
  const { least, most } = pageSizeRange
  const isPowerOfTwo = Number.isInteger(Math.log2(meta.pageSize))
  if (meta.pageSize !== pageSize || !isPowerOfTwo || pageSize < least || pageSize > most)
    throw new BoltError(`invalid database: page size ${meta.pageSize}`)
  const length = meta.pgid * pageSize
  if (!(meta.pgid >= 3 && length <= Number.MAX_SAFE_INTEGER))
    throw new BoltError(`invalid database: ${meta.pgid} pages`)
  if (length > source.size)
    throw new BoltError(`the file is cut off: its database has ${length} bytes, the file ${source.size}`)
  if (!(meta.root >= 2 && meta.root < meta.pgid)) throw new BoltError(`invalid database: root page ${meta.root}`)
}
