import { fdatasyncSync, ftruncateSync, writeSync } from 'node:fs'
import { compareBytes, putSafeU64le, utf8, viewOf } from '../bytes.ts'
import { fnv1a64 } from '../checksum/fnv1a.ts'
import { BoltError } from './bolt-error.ts'
import {
  bucketFlag,
  bucketHeaderBytes,
  elementBytes,
  formatVersion,
  magic,
  maxElements,
  metaBytes,
  pageFlag,
  pageHeaderBytes,
} from './layout.ts'
import type { Page, Pages } from './page.ts'
import type { BoltReader } from './reader.ts'
import { rootTree } from './tree.ts'

export interface BoltEntry {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

export interface BoltPatch {
  /** New contents of whole buckets, which are held in memory: for small ones. Buckets that are not there are made. */
  readonly replaced: ReadonlyMap<string, readonly BoltEntry[]>
  /** One entry for the end of a bucket of any size; its key is above all others. */
  readonly appended?: { readonly bucket: string; readonly entry: BoltEntry } | undefined
}

/**
 * Changes a database by copy on write: new pages go after the last one in use, then both meta pages name the new root. All
 * other pages stay as they are. `fd` is the reader's own file, open for writing and nobody else's; it ends up as long as
 * the database and on the disk. The reader is of no use afterwards. Throws a BoltError for damage that it comes upon, and
 * what the file system throws.
 */
export function patchBolt(fd: number, reader: BoltReader, patch: BoltPatch): void {
  const writer = new PageWriter(fd, reader)
  const root = new Map(readRoot(reader).map((entry) => [latin1(entry.key), entry]))
  for (const [name, entries] of patch.replaced) {
    const sequence = sequenceOf(root.get(latin1(utf8(name))))
    root.set(latin1(utf8(name)), bucketEntry(utf8(name), writer.bucket(entries, sequence)))
  }
  if (patch.appended !== undefined) append(reader, writer, root, patch.appended)
  writer.finish(writer.leaf(inOrder([...root.values()])))
}

interface Element extends BoltEntry {
  readonly flags: number
}

function append(
  reader: BoltReader,
  writer: PageWriter,
  root: Map<string, Element>,
  { bucket, entry }: NonNullable<BoltPatch['appended']>,
): void {
  const id = latin1(utf8(bucket))
  const old = root.get(id)
  const page = old === undefined ? 0 : rootPage(old)
  if (page === 0) {
    const entries: BoltEntry[] = []
    reader.bucket(bucket)?.visit((key, value) => void entries.push({ key: key.slice(), value: value.slice() }))
    root.set(id, bucketEntry(utf8(bucket), writer.bucket([...entries, entry], sequenceOf(old))))
    return
  }
  const value = bucketHeader(appendBelow(reader.pages, writer, page, entry), sequenceOf(old))
  root.set(id, bucketEntry(utf8(bucket), value))
}

/** Copies the right-most pages of a tree from the leaf up; the leaf has the new entry. Returns the new root. */
function appendBelow(pages: Pages, writer: PageWriter, id: number, entry: BoltEntry): number {
  const page = pages.read(id)
  if (page.flags === pageFlag.leaf) return writer.leaf([...elementsOf(page), { ...entry, flags: 0 }])
  if (page.flags !== pageFlag.branch || page.count === 0) throw new BoltError(`page ${id}: is no part of a tree`)
  const copy = page.bytes.slice()
  const childAt = pageHeaderBytes + elementBytes * (page.count - 1) + 8
  const child = Number(viewOf(copy).getBigUint64(childAt, true))
  // a page that names one of those above it would have no end
  if (child === id) throw new BoltError(`page ${id}: multiple references`)
  putSafeU64le(viewOf(copy), childAt, appendBelow(pages, writer, child, entry))
  return writer.run(copy)
}

function elementsOf(page: Page): Element[] {
  const bytes = page.bytes.slice()
  const view = viewOf(bytes)
  return Array.from({ length: page.count }, (_, index) => {
    const at = pageHeaderBytes + elementBytes * index
    const key = at + view.getUint32(at + 4, true)
    const value = key + view.getUint32(at + 8, true)
    const end = value + view.getUint32(at + 12, true)
    if (end > bytes.length) throw new BoltError(`page ${page.id}: element ${index} is damaged`)
    return { flags: view.getUint32(at, true), key: bytes.subarray(key, value), value: bytes.subarray(value, end) }
  })
}

function readRoot({ pages, meta }: BoltReader): Element[] {
  const elements: Element[] = []
  rootTree(pages, meta.root, meta.sequence).walk({
    each: (leaf) => {
      for (let index = 0; index < leaf.count; index++) {
        const flags = leaf.isBucket(index) ? bucketFlag : 0
        elements.push({ flags, key: leaf.key(index).slice(), value: leaf.value(index).slice() })
      }
    },
  })
  return elements
}

/** Writes pages after the database's last one, and then the meta pages. */
class PageWriter {
  private readonly fd: number
  private readonly reader: BoltReader
  private next: number

  constructor(fd: number, reader: BoltReader) {
    this.fd = fd
    this.reader = reader
    this.next = reader.meta.pgid
  }

  /** A bucket's value: the entries themselves when they are few, or the page where they are. */
  bucket(entries: readonly BoltEntry[], sequence: bigint): Uint8Array {
    const elements = entries.map((entry) => ({ ...entry, flags: 0 }))
    const image = leafImage(elements)
    if (image.length > Math.floor(this.reader.pageSize / 4)) return bucketHeader(this.run(image), sequence)
    return Buffer.concat([bucketHeader(0, sequence), image])
  }

  leaf(elements: readonly Element[]): number {
    return this.run(leafImage(elements))
  }

  /** Writes the image on as many pages as it takes, with their number in it. */
  run(image: Uint8Array): number {
    const { pageSize } = this.reader
    const id = this.next
    const count = Math.ceil(image.length / pageSize)
    const bytes = new Uint8Array(count * pageSize)
    bytes.set(image)
    putSafeU64le(viewOf(bytes), 0, id)
    viewOf(bytes).setUint32(12, count - 1, true)
    this.write(bytes, id * pageSize)
    this.next += count
    return id
  }

  finish(root: number): void {
    const { pageSize, meta } = this.reader
    ftruncateSync(this.fd, this.next * pageSize)
    fdatasyncSync(this.fd)
    for (const txid of [meta.txid + 1n, meta.txid + 2n]) {
      const page = Number(txid % 2n)
      this.write(this.meta(page, root, txid), page * pageSize)
    }
    fdatasyncSync(this.fd)
  }

  private meta(page: number, root: number, txid: bigint): Uint8Array {
    const bytes = new Uint8Array(pageHeaderBytes + metaBytes)
    const view = viewOf(bytes)
    putSafeU64le(view, 0, page)
    view.setUint16(8, pageFlag.meta, true)
    view.setUint32(16, magic, true)
    view.setUint32(20, formatVersion, true)
    view.setUint32(24, this.reader.pageSize, true)
    putSafeU64le(view, 32, root)
    view.setBigUint64(40, this.reader.meta.sequence, true)
    // a stored list of free pages would miss those that are free now
    view.setBigUint64(48, 0xffff_ffff_ffff_ffffn, true)
    putSafeU64le(view, 56, this.next)
    view.setBigUint64(64, txid, true)
    view.setBigUint64(72, fnv1a64(bytes.subarray(16, 72)), true)
    return bytes
  }

  private write(bytes: Uint8Array, at: number): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.fd, bytes, done, bytes.length - done, at + done)
  }
}

function leafImage(elements: readonly Element[]): Uint8Array {
  if (elements.length >= maxElements) throw new BoltError(`${elements.length} entries do not fit on one page`)
  const dataStart = pageHeaderBytes + elementBytes * elements.length
  const length = elements.reduce((sum, { key, value }) => sum + key.length + value.length, dataStart)
  const image = new Uint8Array(length)
  const view = viewOf(image)
  view.setUint16(8, pageFlag.leaf, true)
  view.setUint16(10, elements.length, true)
  let data = dataStart
  for (const [index, { flags, key, value }] of elements.entries()) {
    const at = pageHeaderBytes + elementBytes * index
    view.setUint32(at, flags, true)
    view.setUint32(at + 4, data - at, true)
    view.setUint32(at + 8, key.length, true)
    view.setUint32(at + 12, value.length, true)
    image.set(key, data)
    image.set(value, data + key.length)
    data += key.length + value.length
  }
  return image
}

function bucketHeader(root: number, sequence: bigint): Uint8Array {
  const header = new Uint8Array(bucketHeaderBytes)
  putSafeU64le(viewOf(header), 0, root)
  viewOf(header).setBigUint64(8, sequence, true)
  return header
}

function bucketEntry(key: Uint8Array, value: Uint8Array): Element {
  return { flags: bucketFlag, key, value }
}

function rootPage({ value }: Element): number {
  return Number(viewOf(value).getBigUint64(0, true))
}

function sequenceOf(bucket: Element | undefined): bigint {
  return bucket === undefined ? 0n : viewOf(bucket.value).getBigUint64(8, true)
}

function inOrder(elements: Element[]): Element[] {
  return elements.sort((a, b) => compareBytes(a.key, b.key))
}

/** Bytes as a text that tells them apart. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
