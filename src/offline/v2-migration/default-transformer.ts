import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import { create } from '../../rpc/codec.ts'
import { keyValueType } from '../../rpc/fields.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { utf8 } from '../bytes.ts'
import type { ListedNode } from '../v2-store/listed-nodes.ts'

/**
 * Each key with its whole path and its value; directories are dropped, and so are times to live. What is not UTF-8 becomes U+FFFD, as it
 * is for those who read over the v2 API. Throws a CliError when two keys become one by that.
 */
export function transformNodes(nodes: readonly ListedNode[]): KeyValue[] {
  const taken = new Set<string>()
  return nodes.flatMap(({ key, node }) => {
    if (node.children !== undefined) return []
    const text = wellFormed(key)
    if (taken.has(text)) throw new CliError(`two keys of v2 are ${quote(utf8(text))} in v3, for they are no UTF-8`)
    taken.add(text)
    const { created: createRevision, modified: modRevision } = node
    const value = utf8(wellFormed(node.value))
    return [create(keyValueType, { key: utf8(text), value, createRevision, modRevision, version: 1n })]
  })
}

/** Lone surrogates stand for bytes. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd')
}
