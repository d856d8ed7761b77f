import type { Draw } from './draw.ts'

const printable = 'abcdefghijklmnopqrstuvwxyz{}":,0123456789 \n'
const poolBytes = 256 * 1024

/**
 * Draws values as stores hold them: most of 100 to 400 bytes, some empty or tiny, some of kilobytes, one of a thousand of up to
 * 64 KB; a third of them any bytes, the others text. Their mean is about 350 bytes.
 */
export function mixedValues(draw: Draw): () => Uint8Array {
  const pools = [draw.bytes(poolBytes), text(draw), text(draw)]
  return () => {
    const size = drawSize(draw)
    const start = draw.below(poolBytes - size)
    return draw.among(pools).subarray(start, start + size)
  }
}

function text(draw: Draw): Buffer {
  return Buffer.from(draw.text(printable, poolBytes))
}

function drawSize(draw: Draw): number {
  const place = draw.next()
  if (place < 0.02) return 0
  if (place < 0.3) return draw.between(1, 32)
  if (place < 0.9) return draw.between(100, 400)
  if (place < 0.999) return draw.between(1000, 2000)
  return draw.between(16_000, 64_000)
}

/** Values of exactly so many bytes, any bytes, no two alike. */
export function valuesOf(bytes: number, draw: Draw): () => Uint8Array {
  const pool = draw.bytes(bytes)
  return () => {
    const value = Buffer.from(pool)
    value.writeUInt32BE(draw.below(2 ** 32))
    return value
  }
}
