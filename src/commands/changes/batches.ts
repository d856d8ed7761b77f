import type { PlannedChange } from '../../render/results.ts'

/** Servers take no more than this in a transaction unless they are told to. */
const mostChanges = 128
/** Below the 1.5 MiB that servers take in a request, with room for what stands around keys and values. */
const mostBytes = 1024 * 1024

/** The changes in their order, as many together as fit into one transaction. */
export async function* batches(
  changes: AsyncIterable<PlannedChange>,
): AsyncGenerator<readonly PlannedChange[], void, undefined> {
  let batch: PlannedChange[] = []
  let bytes = 0
  for await (const change of changes) {
    const size = sizeOf(change)
    if (batch.length === mostChanges || (batch.length > 0 && bytes + size > mostBytes)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(change)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

/** The key stands in a transaction three times: in its guard, its change, and the question for what is there. */
function sizeOf({ key, value }: PlannedChange): number {
  return 3 * key.length + (value?.length ?? 0)
}
