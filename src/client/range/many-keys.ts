import { KV } from '../../rpc/services.ts'
import { RpcError } from '../grpc/rpc-error.ts'
import { RangePlace } from './range-place.ts'
import type { RangePages, RangeRead } from './range-read.ts'

/** Reads a range; what breaks off goes on behind its last key, where that can be, as it was at the revision of the first answer. */
export async function* readManyKeys(read: RangeRead): RangePages {
  const place = new RangePlace(read.request, read.partBytes)
  while (!place.isAtEnd) {
    try {
      yield* oneAnswer(read, place)
    } catch (error) {
      if (!(error instanceof RpcError)) throw error
      if (!place.goOn(error) && !(await goOnInParts(read, place, error))) throw error
    }
  }
}

async function* oneAnswer({ client, newCall }: RangeRead, place: RangePlace): RangePages {
  const { request } = place
  // loaded while the server is at work
  const loading = () => import('./range-answer.ts')
  const parts = client.answer(KV.range, request, newCall(), async function* (pieces, release) {
    yield* (await loading()).rangeParts(pieces, request, release)
  })
  for await (const part of parts) {
    if ('end' in part) {
      const last = place.finish(part.end)
      if (last !== undefined) yield last
    } else yield (await loading()).pageOf(part.pairs, place.advance(part))
  }
}

async function goOnInParts(read: RangeRead, place: RangePlace, error: RpcError): Promise<boolean> {
  if (error.code !== 'ResourceExhausted') return false
  const { keysOfPart } = await import('./large-range.ts')
  const keys = await keysOfPart(read, place.request, error)
  if (keys === undefined) return false
  place.askForParts(keys)
  return true
}
