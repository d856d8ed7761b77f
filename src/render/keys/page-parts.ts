import type { RangePage } from '../../rpc/key-value/range-page.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import type { Form } from './packed-parts.ts'

/** From this many keys on it pays to load the module that writes them together. */
const manyPairs = 100

/** The key-values of a page, and in place of many of them what is written of them, where the form is known. */
export async function pageParts(
  { kvs, packed }: RangePage,
  form: Form | undefined,
): Promise<Iterable<KeyValue | Uint8Array>> {
  if (packed === undefined || packed.count < manyPairs || form === undefined) return kvs
  const { packedParts } = await import('./packed-parts.ts')
  return packedParts(packed, form)
}
