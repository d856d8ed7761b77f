import { closeSync, fsyncSync, ftruncateSync, openSync } from 'node:fs'
import { compareBytes, putSafeU64le, utf8, viewOf } from '../bytes.ts'
import { fnv1a64 } from '../checksum/fnv1a.ts'
import { exactPath } from '../files/file-failure.ts'
import { BranchWriter } from './branch-writer.ts'
import {
  bucketFlag,
  bucketHeaderBytes,
  defaultPageSize,
  formatVersion,
  magic,
  maxKeyBytes,
  maxValueBytes,
  metaBytes,
  pageFlag,
  pageHeaderBytes,
} from './layout.ts'
import { LeafWriter } from './leaf-writer.ts'
import { PageWriter, writeFully } from './page-writer.ts'

export interface BoltWriterOptions {
  /** 4096 by default. */
  readonly pageSize?: number
}

/**
 * Writes a database front to back. Buckets come in byte order of their names and entries in key order: anything else
 * throws an Error. Bytes that are handed in are used before the call returns.
 */
export interface BoltWriter {
  /** Begins a bucket; all entries that follow are its own. */
  bucket(name: string | Uint8Array, sequence?: bigint): void
  put(key: Uint8Array, value: Uint8Array): void
  /** Writes what is left and the meta pages, flushes and closes; returns the file's length. */
  finish(): number
  /** Closes the file after a failure; does nothing after `finish`. Removing the file is the caller's job. */
  abort(): void
}

/**
 * Makes a new file of mode 0600, or fills the empty one behind a descriptor, which is closed in the end. Throws what the
 * file system throws, also when the file exists. Renaming is the caller's job.
 */
export function createBolt(target: string | number, options: BoltWriterOptions = {}): BoltWriter {
  const fd = typeof target === 'number' ? target : openSync(exactPath(target), 'wx', 0o600)
  return new Writer(fd, options.pageSize ?? defaultPageSize)
}

interface OpenBucket {
  readonly name: Uint8Array
  readonly sequence: bigint
  readonly tree: TreeWriter
}

class Writer implements BoltWriter {
  private readonly fd: number
  private readonly pages: PageWriter
  private readonly root: TreeWriter
  private open: OpenBucket | undefined
  private isClosed = false

  constructor(fd: number, pageSize: number) {
    this.fd = fd
    this.pages = new PageWriter(fd, pageSize)
    this.root = new TreeWriter(this.pages, bucketFlag)
  }

  bucket(name: string | Uint8Array, sequence = 0n): void {
    this.endBucket()
    const copy = typeof name === 'string' ? utf8(name) : name.slice()
    this.open = { name: copy, sequence, tree: new TreeWriter(this.pages, 0) }
  }

  put(key: Uint8Array, value: Uint8Array): void {
    if (this.open === undefined) throw new Error('there is no bucket to put into')
    this.open.tree.add(key, value)
  }

  finish(): number {
    this.endBucket()
    const root = this.root.finish()
    this.pages.flush()
    const { pageSize, next } = this.pages
    const metas = [0, 1].map((id) => encodeMeta({ id, root, pgid: next, pageSize }))
    writeFully(this.fd, Buffer.concat(metas), 0)
    ftruncateSync(this.fd, next * pageSize)
    fsyncSync(this.fd)
    this.abort()
    return next * pageSize
  }

  abort(): void {
    if (this.isClosed) return
    this.isClosed = true
    closeSync(this.fd)
  }

  private endBucket(): void {
    if (this.open === undefined) return
    const { name, sequence, tree } = this.open
    this.root.add(name, tree.bucketValue(sequence))
    this.open = undefined
  }
}

/** The pages of one bucket, or of the root. */
class TreeWriter {
  private readonly pages: PageWriter
  private readonly flags: number
  private readonly leaf = new LeafWriter()
  private readonly branches: BranchWriter
  private lastKey = new Uint8Array(64)
  private lastKeyBytes = 0
  private hasPages = false

  constructor(pages: PageWriter, flags: number) {
    this.pages = pages
    this.flags = flags
    this.branches = new BranchWriter(pages, pages.pageSize)
  }

  add(key: Uint8Array, value: Uint8Array): void {
    this.checkEntry(key, value)
    if (!this.leaf.hasRoom(key.length + value.length, this.pages.pageSize)) this.writeLeaf()
    this.leaf.add(this.flags, key, value)
  }

  /** What the root holds for the bucket: a header, with the entries themselves when they are few. */
  bucketValue(sequence: bigint): Uint8Array {
    const isInline = !this.hasPages && this.leaf.size <= Math.floor(this.pages.pageSize / 4)
    const value = new Uint8Array(bucketHeaderBytes + (isInline ? this.leaf.size : 0))
    const view = viewOf(value)
    view.setBigUint64(8, sequence, true)
    if (isInline) this.leaf.writeInline(value, view, bucketHeaderBytes + pageHeaderBytes)
    else putSafeU64le(view, 0, this.finish())
    return value
  }

  /** Writes what is left; returns the page at the top. */
  finish(): number {
    if (this.leaf.count > 0 || !this.hasPages) this.writeLeaf()
    return this.branches.finish()
  }

  private writeLeaf(): void {
    const key = this.leaf.firstKey
    this.branches.add({ key, id: this.leaf.write(this.pages) })
    this.hasPages = true
  }

  private checkEntry(key: Uint8Array, value: Uint8Array): void {
    if (key.length === 0 || key.length > maxKeyBytes) throw new Error(`a key of ${key.length} bytes`)
    if (value.length > maxValueBytes) throw new Error(`a value of ${value.length} bytes`)
    if (compareBytes(this.lastKey.subarray(0, this.lastKeyBytes), key) >= 0) throw new Error('keys are not in order')
    if (this.lastKey.length < key.length) this.lastKey = new Uint8Array(maxKeyBytes)
    this.lastKey.set(key)
    this.lastKeyBytes = key.length
  }
}

interface NewMeta {
  /** Page 0 or 1, and the transaction. */
  readonly id: number
  readonly root: number
  readonly pgid: number
  readonly pageSize: number
}

function encodeMeta({ id, root, pgid, pageSize }: NewMeta): Uint8Array {
  const page = new Uint8Array(pageSize)
  const view = viewOf(page)
  putSafeU64le(view, 0, id)
  view.setUint16(8, pageFlag.meta, true)
  view.setUint32(16, magic, true)
  view.setUint32(20, formatVersion, true)
  view.setUint32(24, pageSize, true)
  putSafeU64le(view, 32, root)
  // The free pages are not stored: etcd never does, and there are none.
  view.setBigUint64(48, 0xffff_ffff_ffff_ffffn, true)
  putSafeU64le(view, 56, pgid)
  putSafeU64le(view, 64, id)
  view.setBigUint64(72, fnv1a64(page.subarray(pageHeaderBytes, pageHeaderBytes + metaBytes - 8)), true)
  return page
}
