import { CliError } from '../../base/errors.ts'
import type { Profile } from '../../base/release.ts'
import { safeU64le, u32le, viewOf } from '../bytes.ts'
import type { Source } from '../files/file-source.ts'
import { parseRevisionKey } from '../mvcc/revision-key.ts'
import { keyText } from './entry-text.ts'
import { TextBytes } from './text-bytes.ts'

const boltMagic = 0xed0cdaed
const headerBytes = 16
const elementBytes = 16
const leafFlag = 0x02

/** The names of etcd's buckets (3.4 to 3.7). A page that holds them belongs to the root: it holds no revisions. */
export const bucketNames: ReadonlySet<string> = new Set([
  'alarm',
  'auth',
  'authRoles',
  'authUsers',
  'cluster',
  'key',
  'lease',
  'members',
  'members_removed',
  'meta',
])

/** Lines of output, which hold until the next piece is asked for, or a remark about what could not be read. */
export type ScanPiece = Uint8Array | { readonly remark: string }

const pieceBytes = 1 << 16
const pieceOfElement = 1 << 20
/** No server takes requests that are nearly as large; a damaged length may be. */
const largestElement = 64 << 20

/**
 * The revisions from `startRevision` on in a damaged database, page by page as they stand in the file, old ones on free
 * pages included. Only the first meta page is believed. Throws a CliError when not even that can be read.
 */
export function* scanKeys(source: Source, startRevision: bigint, profile: Profile): Generator<ScanPiece> {
  const { pageSize, end } = readGeometry(source)
  const text = new TextBytes()
  for (let id = 2; id < end; ) {
    const page = readPage(source, pageSize, id)
    if (typeof page === 'string') {
      yield* inOrder(text, `Reading page ${id} failed: ${page}. Continuing...`)
      id += 1
      continue
    }
    const used = page.flags === leafFlag ? yield* leafLines(page, text, startRevision, profile) : 1
    if (text.length >= pieceBytes) yield* taken(text)
    id += used
  }
  yield* taken(text)
}

function* taken(text: TextBytes): Generator<ScanPiece> {
  if (text.length > 0) yield text.written
  text.clear()
}

/** A remark after the lines that come before it. */
function* inOrder(text: TextBytes, remark: string): Generator<ScanPiece> {
  yield* taken(text)
  yield { remark }
}

function readGeometry(source: Source): { pageSize: number; end: number } {
  const bytes = source.read(0, 4096)
  if (bytes.length < 4096) throw new CliError('failed to read page and HWM size: unexpected EOF')
  const view = viewOf(bytes)
  if (view.getUint32(16, true) !== boltMagic) {
    throw new CliError('failed to read page and HWM size: the Meta Page has wrong (unexpected) magic')
  }
  const pageSize = view.getUint32(24, true)
  if (pageSize < 512 || pageSize > 1 << 24) throw new CliError(`failed to read page and HWM size: ${pageSize}`)
  // a damaged meta page may promise more pages than there are
  return { pageSize, end: Math.min(safeU64le(bytes, 56), Math.ceil(source.size / pageSize)) }
}

interface RawPage {
  readonly source: Source
  readonly pageSize: number
  readonly id: number
  readonly flags: number
  readonly count: number
  readonly overflow: number
}

/** What stands at the beginning of the page, or why it cannot be read. */
function readPage(source: Source, pageSize: number, id: number): RawPage | string {
  const first = source.read(id * pageSize, pageSize)
  if (first.length < pageSize) return 'EOF'
  const view = viewOf(first)
  const selfId = view.getBigUint64(0, true)
  if (selfId !== BigInt(id)) return `unexpected page id: ${selfId}, wanted: ${id}`
  const [flags, count, overflow] = [view.getUint16(8, true), view.getUint16(10, true), view.getUint32(12, true)]
  return { source, pageSize, id, flags, count, overflow }
}

/** Returns how many pages the elements take: the overflow, when it is damaged, would have others passed over. */
function* leafLines(
  page: RawPage,
  text: TextBytes,
  startRevision: bigint,
  profile: Profile,
): Generator<ScanPiece, number> {
  const { source, id, pageSize, overflow } = page
  let end = 0
  for (let index = 0; index < page.count; index++) {
    const element = readElement(page, index)
    if (element === undefined) {
      yield* inOrder(text, `Reading page ${page.id} failed: element ${index} is out of bounds. Continuing...`)
      return Math.max(1, Math.ceil(end / pageSize))
    }
    end = Math.max(end, element.end)
    const { key } = element
    const revision = parseRevisionKey(key)
    if (revision === undefined) {
      if (bucketNames.has(Buffer.from(key).toString('latin1'))) break
      yield* inOrder(text, problem(page, index, key, 'it is no revision'))
    } else if (startRevision === 0n || revision.main >= startRevision) {
      const fault = addLine(text, { page, index, element, profile })
      if (fault !== undefined) yield* inOrder(text, problem(page, index, key, fault))
    }
  }
  const used = Math.max(1, Math.ceil(end / pageSize))
  // bbolt takes one page more than it needs at most
  const isPlausible = overflow <= used && (id + overflow + 1) * pageSize <= source.size
  if (isPlausible) return overflow + 1
  yield* inOrder(
    text,
    `Page ${id} is damaged: it claims ${overflow} more pages, its elements take ${used}. Continuing...`,
  )
  return used
}

interface Element {
  readonly key: Uint8Array
  readonly value: Uint8Array
  /** The offset of its end from the beginning of the page. */
  readonly end: number
}

/** Key and value hold until the next element is read. Undefined when it does not lie within the pages. */
function readElement({ source, pageSize, id, overflow }: RawPage, index: number): Element | undefined {
  const start = id * pageSize
  const length = Math.min((overflow + 1) * pageSize, source.size - start)
  const at = headerBytes + elementBytes * index
  if (at + elementBytes > length) return undefined
  const head = source.read(start + at, elementBytes)
  const keyBytes = u32le(head, 8)
  const [keyAt, bytes] = [at + u32le(head, 4), keyBytes + u32le(head, 12)]
  if (keyAt + bytes > length || bytes > largestElement) return undefined
  const content = readInPieces(source, start + keyAt, bytes)
  return { key: content.subarray(0, keyBytes), value: content.subarray(keyBytes), end: keyAt + bytes }
}

/** A source keeps as much as was read at once. */
function readInPieces(source: Source, at: number, length: number): Uint8Array {
  if (length <= pieceOfElement) return source.read(at, length)
  const content = new Uint8Array(length)
  for (let done = 0; done < length; done += pieceOfElement) {
    content.set(source.read(at + done, Math.min(pieceOfElement, length - done)), done)
  }
  return content
}

interface Line {
  readonly page: RawPage
  readonly index: number
  readonly element: Element
  readonly profile: Profile
}

/** Returns why the element has no line. */
function addLine(text: TextBytes, { page, index, element, profile }: Line): string | undefined {
  const start = text.length
  try {
    text
      .add('pageID=')
      .number(page.id)
      .add(', index=')
      .number(index)
      .add('/')
      .number(page.count - 1)
      .add(', ')
    keyText(text, element.key, element.value, profile)
    text.add('\n')
    return undefined
  } catch (error) {
    text.cut(start)
    return error instanceof Error ? error.message : String(error)
  }
}

function problem({ id }: RawPage, index: number, key: Uint8Array, reason: string): string {
  const hex = Buffer.from(key).toString('hex')
  return `Decoding revision failed, pageID: ${id}, index: ${index}, key: ${hex}, error: ${reason}`
}
