import type { RangePages } from '../../client/range/range-read.ts'
import { BatchQueue } from '../../client/watch/batch-queue.ts'
import type { RangePage } from '../../rpc/key-value/range-page.ts'

/** The number of bytes that may be read ahead. */
const aheadBytes = 1024 * 1024

/** Reads pages ahead while earlier ones are processed. Pages stay valid. A read error is thrown after all earlier pages. */
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
