import { i32be } from '../bytes.ts'

/** For hot loops: main of the revision at `at` as a number, which is exact below 2^53: no store gets further. */
export function revisionNumber(bytes: Uint8Array, at: number): number {
  return i32be(bytes, at) * 0x1_0000_0000 + (i32be(bytes, at + 4) >>> 0)
}
