import type { KeyValue } from '../../rpc/messages.ts'
import { linePieces, textPieces } from '../pieces.ts'
import type { Chunk, RangeResult, RenderOptions } from '../results.ts'
import { pageParts } from './page-parts.ts'
import { hexLine, pairLines } from './pair-lines.ts'

/** Keys and values as raw bytes, a line each. */
export async function* rangeLines(result: RangeResult, options: RenderOptions): AsyncGenerator<Chunk> {
  const linesOf = (kv: KeyValue) => (result.isValueOnly ? [kv.value] : [kv.key, kv.value])
  const hexText = (kv: KeyValue) => linesOf(kv).map(hexLine).join('')
  const form = result.isValueOnly ? 'valueLines' : 'lines'
  if (result.endsInNul === true) return yield* nulEnded(result, options)
  for await (const page of result.pages) {
    if (options.hex) yield* textPieces(page.kvs, hexText)
    else yield* linePieces(await pageParts(page, form), linesOf)
  }
}

/** A NUL behind each key and value; of keys alone no empty values. */
async function* nulEnded({ pages, isValueOnly, isKeysOnly = false }: RangeResult, options: RenderOptions) {
  const nul = Uint8Array.of(0)
  const shown = (bytes: Uint8Array): Chunk => (options.hex ? hexLine(bytes).slice(0, -1) : bytes)
  for await (const page of pages) {
    for (const { key, value } of page.kvs) {
      if (!isValueOnly) yield* [shown(key), nul]
      if (!isKeysOnly) yield* [shown(value), nul]
    }
  }
}

/** The same of a few. */
export function* allPairLines(kvs: readonly KeyValue[], options: RenderOptions): Generator<Chunk> {
  for (const kv of kvs) yield* pairLines(kv, options)
}
