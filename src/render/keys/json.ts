import { responseHeaderType } from '../../rpc/fields.ts'
import { messageToJson } from '../message-json.ts'
import type { RangeResult } from '../results.ts'
import { pageParts } from './page-parts.ts'
import { PairJsonWriter } from './pair-json-writer.ts'

/** Same bytes as for the whole message at once, but a page at a time. */
export async function* rangeJson(result: RangeResult): AsyncGenerator<string | Uint8Array> {
  const writer = new PairJsonWriter()
  let [header, end] = ['', '']
  let isOpen = false
  for await (const page of result.pages) {
    if (header === '' && page.header !== undefined) {
      header = `"header":${messageToJson(responseHeaderType, page.header)}`
    }
    for (const piece of writer.pieces(await pageParts(page, 'json'))) {
      if (!isOpen) yield `{${header === '' ? '' : `${header},`}"kvs":[`
      isOpen = true
      yield piece
    }
    end = `${page.more ? ',"more":true' : ''}${page.count === 0n ? '' : `,"count":${page.count}`}`
  }
  if (isOpen) yield `]${end}}\n`
  else yield `{${`${header}${end}`.replace(/^,/, '')}}\n`
}
