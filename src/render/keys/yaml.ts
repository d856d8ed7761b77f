import type { Chunk, RangeResult } from '../results.ts'
import { keyText, valueDocument } from '../value-document.ts'

/** A document of YAML for each key, which stands in a comment. */
export async function* rangeDocuments({ pages, isValueOnly, decoding }: RangeResult): AsyncGenerator<Chunk> {
  let start = ''
  for await (const { kvs } of pages) {
    for (const { key, value } of kvs) {
      const comment = isValueOnly ? '' : `# ${keyText(key)}\n`
      yield `${start}${comment}${valueDocument(value, decoding)}`
      start = '---\n'
    }
  }
}
