import type { KeyValue } from '../rpc/messages.ts'
import { pageParts } from './page-parts.ts'
import { hexLine, pairLines } from './pair-lines.ts'
import { linePieces, textPieces } from './pieces.ts'
import type { Chunk, RangeResult, Renderer, RenderOptions } from './results.ts'

/** Keys and values as raw bytes, a line each. */
export const simplePairs: Pick<Renderer, 'get' | 'put' | 'del'> = {
  get: range,
  put: (response, options) => ['OK\n', ...pairs(response.prevKv === undefined ? [] : [response.prevKv], options)],
  del: (response, options) => [`${response.deleted}\n`, ...pairs(response.prevKvs, options)],
}

async function* range(result: RangeResult, options: RenderOptions): AsyncGenerator<Chunk> {
  const linesOf = (kv: KeyValue) => (result.isValueOnly ? [kv.value] : [kv.key, kv.value])
  const hexText = (kv: KeyValue) => linesOf(kv).map(hexLine).join('')
  const form = result.isValueOnly ? 'valueLines' : 'lines'
  for await (const page of result.pages) {
    if (options.hex) yield* textPieces(page.kvs, hexText)
    else yield* linePieces(await pageParts(page, form), linesOf)
  }
}

function* pairs(kvs: readonly KeyValue[], options: RenderOptions): Generator<Chunk> {
  for (const kv of kvs) yield* pairLines(kv, options)
}
