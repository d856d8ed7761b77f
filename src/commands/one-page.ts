import type { RangeResult } from '../render/results.ts'
import type { RangeResponse } from '../rpc/messages.ts'

/** A response that came whole, as a result of pages. */
export function onePage(response: RangeResponse): RangeResult {
  return { pages: justOne(response), isValueOnly: false }
}

async function* justOne(response: RangeResponse): AsyncGenerator<RangeResponse, void, undefined> {
  yield response
}
