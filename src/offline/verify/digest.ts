import { createHash } from 'node:crypto'
import type { Source } from '../files/file-source.ts'

export const digestBytes = 32
const sectorBytes = 512
const pieceBytes = 1 << 20

/** A server sends whole pages and the hash of them, so the file's length tells whether the hash is there. */
export function hasDigest(sizeBytes: number): boolean {
  return sizeBytes % sectorBytes === digestBytes
}

/** True when the file can be a database without a trailing hash. */
export function isWhole(sizeBytes: number): boolean {
  return sizeBytes % sectorBytes === 0
}

export interface Digests {
  /** In hex, as stored at the end of the file. */
  readonly stored: string
  /** In hex, of all that stands before. */
  readonly computed: string
}

export function readDigests(source: Source): Digests {
  const end = source.size - digestBytes
  const hash = createHash('sha256')
  for (let at = 0; at < end; at += pieceBytes) hash.update(source.read(at, Math.min(pieceBytes, end - at)))
  return { stored: Buffer.from(source.read(end, digestBytes)).toString('hex'), computed: hash.digest('hex') }
}
