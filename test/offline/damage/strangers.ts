import { gzipSync } from 'node:zlib'
import { fnv1a64 } from '../../../src/offline/checksum/fnv1a.ts'
import { boltBytes, changeMetas } from '../bolt-bytes.ts'
import type { Random } from './random.ts'

/** A file that is no database of etcd. `sparseBytes` is how long it is made, with nothing behind what is written. */
export interface Stranger {
  readonly bytes: Buffer
  readonly sparseBytes?: number
}

function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random(256)))
}

/** Meta pages that are right and name a number of pages, and a root page that is empty. */
function declared(pages: bigint, pageSize: number): Buffer {
  const bytes = changeMetas(boltBytes({}, pageSize), (meta) => meta.setBigUint64(40, pages, true))
  return bytes
}

/** A bucket within a bucket, as containerd and others keep them. */
function nested(): Buffer {
  const bytes = boltBytes({
    v1: [
      ['inner', Buffer.alloc(40)],
      ['other', 'x'],
    ],
  })
  const at = bytes.indexOf('inner')
  for (let place = at - 200; place < at; place++) {
    if (place > 0 && bytes.readUInt32LE(place + 8) === 5 && bytes.readUInt32LE(place + 12) === 40) {
      bytes.writeUInt32LE(1, place)
      break
    }
  }
  return bytes
}

function onlyMeta(): Buffer {
  const bytes = Buffer.alloc(4096)
  bytes.writeUInt16LE(4, 8)
  bytes.writeUInt32LE(0xed0cdaed, 16)
  bytes.writeUInt32LE(2, 20)
  bytes.writeUInt32LE(4096, 24)
  bytes.writeBigUInt64LE(3n, 32)
  bytes.writeBigUInt64LE(2n, 48)
  bytes.writeBigUInt64LE(4n, 56)
  bytes.writeBigUInt64LE(fnv1a64(bytes.subarray(16, 72)), 72)
  return bytes
}

const gibibyte = 2 ** 30

/** Whatever may lie where a database is looked for. */
export const strangers: Readonly<Record<string, (random: Random) => Stranger>> = {
  empty: () => ({ bytes: Buffer.alloc(0) }),
  'one byte': (random) => ({ bytes: noise(random, 1) }),
  'a digest only': (random) => ({ bytes: noise(random, 32) }),
  text: () => ({ bytes: Buffer.from('name: etcd\n'.repeat(900)) }),
  zeros: (random) => ({ bytes: Buffer.alloc(4096 * (1 + random(30))) }),
  ones: (random) => ({ bytes: Buffer.alloc(4096 * (1 + random(30)), 0xff) }),
  noise: (random) => ({ bytes: noise(random, 1 + random(60_000)) }),
  gzip: (random) => ({ bytes: gzipSync(noise(random, 20_000)) }),
  sqlite: () => ({ bytes: Buffer.concat([Buffer.from('SQLite format 3\0\x10\0\x01\x01\0@  '), Buffer.alloc(8192)]) }),
  program: () => ({ bytes: Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(9000, 3)]) }),
  'buckets in a bucket': () => ({ bytes: nested() }),
  'no buckets': () => ({ bytes: boltBytes({}) }),
  'other buckets': (random) => ({
    bytes: boltBytes({ Raft: [['a', noise(random, 4 + random(9000))]], conf: [] }, 1024 << random(4)),
  }),
  'one meta page': () => ({ bytes: onlyMeta() }),
  'many pages declared': (random) => ({ bytes: declared(2n ** BigInt(4 + random(60)), 4096) }),
  'many pages, sparse': (random) => {
    const size = gibibyte * 2 ** random(12)
    return { bytes: declared(BigInt(size / 4096), 4096), sparseBytes: size }
  },
  'small pages, sparse': () => ({ bytes: declared(BigInt(gibibyte / 128), 512), sparseBytes: 4 * gibibyte }),
  sparse: () => ({ bytes: Buffer.alloc(1), sparseBytes: 64 * gibibyte }),
}
