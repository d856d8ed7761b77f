import type { RangePages } from '../../client/range/range-read.ts'
import { BatchQueue } from '../../client/watch/batch-queue.ts'
import type { RangePage } from '../../rpc/key-value/range-page.ts'

/** So many bytes of what was read may wait to be worked on. */
const aheadBytes = 1024 * 1024

/** The pages, which hold from now on. They are read while others are worked on. Throws what the reading throws, behind all that came before. */
export async function* readAhead(pages: RangePages): AsyncGenerator<RangePage, void, undefined> {
  const queue = new BatchQueue<RangePage>(aheadBytes)
  let failure: unknown
  const note = (error: unknown): void => {
    failure = error
  }
  void fill(queue, pages)
    .catch(note)
    .finally(() => queue.end())
  for await (const batch of queue.batches()) yield* batch
  if (failure !== undefined) throw failure
}

async function fill(queue: BatchQueue<RangePage>, pages: RangePages): Promise<void> {
  for await (const page of pages) {
    const packed = page.packed?.copy()
    await queue.push(packed === undefined ? page : { ...page, kvs: packed, packed }, packed?.bytes.length ?? 0)
  }
}
