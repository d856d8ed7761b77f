import { field, header } from '../field-lines.ts'
import type { RangeResult, RenderOptions } from '../results.ts'
import { pageParts } from './page-parts.ts'
import { PairFieldWriter } from './pair-field-writer.ts'

/** One `"Name" : value` line for each field, a page at a time. */
export async function* rangeFields(result: RangeResult, options: RenderOptions): AsyncGenerator<string | Uint8Array> {
  const writer = new PairFieldWriter(options)
  // the lease may be hexadecimal
  const form = options.hex ? undefined : 'fields'
  let isFirst = true
  let end = ''
  for await (const page of result.pages) {
    if (isFirst) yield header(page.header, options)
    isFirst = false
    yield* writer.pieces(await pageParts(page, form))
    end = field('More', page.more) + field('Count', page.count)
  }
  yield end
}
