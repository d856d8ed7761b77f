import type { Release } from '../../base/release.ts'
import type { Leaf } from '../bbolt/leaf.ts'
import type { BoltReader } from '../bbolt/reader.ts'
import { compareBytes, utf8 } from '../bytes.ts'
import { crc32c } from '../checksum/crc32c.ts'

/** The hash that `snapshot status` prints: CRC-32C over every bucket's name, keys and values. */
export function statusHash(reader: BoltReader): number {
  let crc = 0
  for (const name of reader.bucketNames()) {
    crc = crc32c(crc, name)
    reader.bucket(name)?.visitLeaves((leaf) => {
      crc = hashLeaf(crc, leaf)
    })
  }
  return crc
}

/** Goes on with the keys and values of a leaf. */
export function hashLeaf(crc: number, leaf: Leaf): number {
  return crc32c(crc, leaf.bytes, leaf.dataStart, leaf.dataEnd)
}

/** The keys of `meta` that differ between members, by the first release that leaves them out. */
const ignored: readonly { readonly key: string; readonly in: readonly Release[] }[] = [
  { key: 'consistent_index', in: ['3.4', '3.5', '3.6', '3.7'] },
  { key: 'term', in: ['3.5', '3.6', '3.7'] },
  { key: 'storageVersion', in: ['3.6', '3.7'] },
]

/** The hash of the Maintenance service: as `statusHash`, without the keys of `meta` that differ between members. */
export function backendHash(reader: BoltReader, release: Release): number {
  const left = ignored.filter((entry) => entry.in.includes(release)).map((entry) => utf8(entry.key))
  let crc = 0
  for (const name of reader.bucketNames()) {
    const isMeta = compareBytes(name, utf8('meta')) === 0
    crc = crc32c(crc, name)
    reader.bucket(name)?.visit((key, value) => {
      if (isMeta && left.some((other) => compareBytes(other, key) === 0)) return
      crc = crc32c(crc32c(crc, key), value)
    })
  }
  return crc
}
