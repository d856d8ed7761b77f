import { KV } from '../../rpc/services.ts'
import { RpcError } from '../grpc/rpc-error.ts'
import { RangePosition } from './range-position.ts'
import type { RangePages, RangeRead } from './range-read.ts'

/** Reads a range. An answer that breaks off is continued after its last key, if possible, at the revision of the first answer. */
export async function* readManyKeys(read: RangeRead): RangePages {
  const position = new RangePosition(read.request, read.partBytes)
  while (!position.isAtEnd) {
    try {
      yield* oneAnswer(read, position)
    } catch (error) {
      if (!(error instanceof RpcError)) throw error
      if (!position.goOn(error) && !(await goOnInParts(read, position, error))) throw error
    }
  }
}

async function* oneAnswer({ client, newCall }: RangeRead, position: RangePosition): RangePages {
  const { request } = position
  // loaded while the server is at work
  const loading = () => import('./range-answer.ts')
  const parts = client.answer(KV.range, request, newCall(), async function* (pieces, release) {
    yield* (await loading()).rangeParts(pieces, request, release)
  })
  for await (const part of parts) {
    if ('end' in part) {
      const last = position.finish(part.end)
      if (last !== undefined) yield last
    } else yield (await loading()).pageOf(part.pairs, position.advance(part))
  }
}

async function goOnInParts(read: RangeRead, position: RangePosition, error: RpcError): Promise<boolean> {
  if (error.code !== 'ResourceExhausted') return false
  const { keysOfPart } = await import('./large-range.ts')
  const keys = await keysOfPart(read, position.request, error)
  if (keys === undefined) return false
  position.askForParts(keys)
  return true
}
