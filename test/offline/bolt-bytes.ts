import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BoltBucket } from '../../src/offline/bbolt/reader.ts'
import { createBolt } from '../../src/offline/bbolt/writer.ts'
import { utf8, viewOf } from '../../src/offline/bytes.ts'
import { fnv1a64 } from '../../src/offline/checksum/fnv1a.ts'

export type Entry = readonly [key: string | Uint8Array, value: string | Uint8Array]

/** Runs with a new folder that is gone afterwards. */
export function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'etcdctl-ts-offline-'))
  try {
    return run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The bytes of a database with these buckets; names and keys are in order already. */
export function boltBytes(buckets: Readonly<Record<string, readonly Entry[]>>, pageSize = 4096): Buffer {
  return inFolder((folder) => {
    const path = join(folder, 'db')
    const writer = createBolt(path, { pageSize })
    for (const [name, entries] of Object.entries(buckets)) {
      writer.bucket(name)
      for (const [key, value] of entries) writer.put(bytesOf(key), bytesOf(value))
    }
    writer.finish()
    return readFileSync(path)
  })
}

/** Changes both meta pages and sets their checksums right. */
export function changeMetas(bytes: Buffer, change: (meta: DataView) => void): Buffer {
  const changed = Buffer.from(bytes)
  const pageSize = viewOf(changed).getUint32(24, true)
  for (const at of [0, pageSize]) {
    const meta = viewOf(changed.subarray(at + 16, at + 80))
    change(meta)
    meta.setBigUint64(56, fnv1a64(changed.subarray(at + 16, at + 72)), true)
  }
  return changed
}

/** Appends a page with the list of free pages, and names it in the meta pages. */
export function withFreelist(bytes: Buffer, ids: readonly number[]): Buffer {
  const page = Buffer.alloc(4096)
  const id = bytes.length / page.length
  page.writeBigUInt64LE(BigInt(id), 0)
  page.writeUInt16LE(0x10, 8)
  page.writeUInt16LE(ids.length, 10)
  for (const [index, free] of ids.entries()) page.writeBigUInt64LE(BigInt(free), 16 + 8 * index)
  return changeMetas(Buffer.concat([bytes, page]), (meta) => {
    meta.setBigUint64(32, BigInt(id), true)
    meta.setBigUint64(40, BigInt(id + 1), true)
  })
}

/** Where a bytes string stands, which must be the only place. */
export function placeOf(bytes: Buffer, part: string | Uint8Array): number {
  const at = bytes.indexOf(part)
  if (at < 0 || bytes.indexOf(part, at + 1) >= 0) throw new Error(`${part} is not there once`)
  return at
}

/** All entries as text. */
export function entriesOf(bucket: BoltBucket | undefined): [string, string][] {
  const entries: [string, string][] = []
  bucket?.visit((key, value) => {
    entries.push([Buffer.from(key).toString('latin1'), Buffer.from(value).toString('latin1')])
  })
  return entries
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? utf8(value) : value
}
