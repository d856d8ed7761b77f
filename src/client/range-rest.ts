import type { KeyValue, RangeRequest, RangeResponse } from '../rpc/messages.ts'
import { oneAhead } from './one-ahead.ts'
import { pinnedTo, type RangePages, type RangeRead } from './range-pages.ts'
import { rangeStream } from './range-stream.ts'
import { RpcError } from './rpc-error.ts'

/** Two pages are in memory at once. For each page a server counts all keys that are left: smaller ones would cost it more. */
const pageBytes = 8 * 1024 * 1024
/** What a key-value takes in memory besides its key and its value. */
const overheadBytes = 256
/** A page has at most so many times the keys of the last one: their values may be far larger. */
const longestStep = 32

/** The first page and what is behind it: in one stream where the server can do that (3.7), else with one call a page. */
export function restOfRange(read: RangeRead, first: RangeResponse): RangePages {
  return oneAhead(allPages(read, first))
}

async function* allPages(read: RangeRead, first: RangeResponse): RangePages {
  const rest = new RangeRest(read.request, first)
  yield { ...first, more: false, count: 0n }
  if (rest.isLong) yield* byStream(read, rest)
  while (rest.left > 0n) yield rest.take(await read.client.kv.range(rest.request(rest.pageKeys), read.newCall()))
  yield { kvs: [], more: rest.more, count: first.count }
}

/** What a stream leaves over when it fails is asked for by pages: they raise what does not heal. */
async function* byStream(read: RangeRead, rest: RangeRest): RangePages {
  try {
    for await (const chunk of rangeStream({ ...read, request: rest.request(rest.left) })) yield rest.take(chunk)
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
  }
}

/** The part of a range that has not come yet. */
class RangeRest {
  /** Keys that are wanted and have not come. */
  left: bigint
  /** What the last page said of keys behind it. */
  more = true
  private readonly pinned: Partial<RangeRequest>
  private key = new Uint8Array()
  private lastKeys = 0
  private keyBytes = 0

  constructor(request: Partial<RangeRequest>, first: RangeResponse) {
    const { limit = 0n } = request
    this.left = limit > 0n && limit < first.count ? limit : first.count
    this.pinned = pinnedTo(first.header, request)
    this.take(first)
  }

  /** Goes on behind the page; returns its keys alone. */
  take({ kvs, more }: RangeResponse): RangeResponse {
    const last = kvs.at(-1)
    this.more = more
    // a server that answers with nothing has nothing more
    this.left = last === undefined ? 0n : this.left - BigInt(kvs.length)
    if (last !== undefined) this.key = Buffer.concat([last.key, Uint8Array.of(0)])
    this.lastKeys = kvs.length
    this.keyBytes = averageBytes(kvs)
    return { kvs, more: false, count: 0n }
  }

  request(limit: bigint): Partial<RangeRequest> {
    return { ...this.pinned, key: this.key, limit }
  }

  get isLong(): boolean {
    return Number(this.left) * this.keyBytes > pageBytes
  }

  get pageKeys(): bigint {
    const keys = Math.min(Number(this.left), this.lastKeys * longestStep, Math.ceil(pageBytes / this.keyBytes))
    return BigInt(keys)
  }
}

function averageBytes(kvs: readonly KeyValue[]): number {
  let bytes = 0
  for (const { key, value } of kvs) bytes += overheadBytes + key.length + value.length
  return bytes / kvs.length
}
