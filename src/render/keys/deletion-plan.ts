import { joinBytes, utf8 } from '../../base/bytes.ts'
import { create } from '../../rpc/codec.ts'
import { deleteRangeResponseType } from '../../rpc/fields.ts'
import type { DeleteRangeResponse } from '../../rpc/messages.ts'
import type { Chunk, DeletionPlan, Render } from '../results.ts'

const newline = utf8('\n')

/** A key a line, and how many they are on the last. */
export async function* deletionLines({ pages, hasValues }: DeletionPlan): AsyncGenerator<Chunk> {
  let count = 0n
  for await (const { kvs } of pages) {
    for (const { key, value } of kvs) {
      count++
      yield joinBytes(hasValues ? [key, newline, value, newline] : [key, newline])
    }
  }
  yield `${count}\n`
}

/** In the original's formats as the answer to a deletion with `--prev-kv`: that is what readers of these formats know. */
export function likeDeletion(render: Render<DeleteRangeResponse> | undefined): Render<DeletionPlan> {
  return async function* (plan, options): AsyncGenerator<Chunk> {
    if (render !== undefined) yield* render(await deletionOf(plan), options)
  }
}

async function deletionOf({ pages }: DeletionPlan): Promise<DeleteRangeResponse> {
  const response = create(deleteRangeResponseType)
  for await (const { header, kvs } of pages) {
    response.header ??= header
    for (const kv of kvs) response.prevKvs.push({ ...kv, key: kv.key.slice(), value: kv.value.slice() })
  }
  response.deleted = BigInt(response.prevKvs.length)
  return response
}
