import { randomBytes } from 'node:crypto'
import type { EtcdClient } from '../../src/client/client.ts'
import { create } from '../../src/rpc/codec.ts'
import { putRequestType } from '../../src/rpc/fields.ts'
import type { RequestOp } from '../../src/rpc/messages.ts'
import { endless } from './store.ts'

export interface KeyLoad {
  readonly keys: number
  readonly key: (index: number) => Uint8Array
  readonly value: (index: number) => Uint8Array
  /** Puts in one transaction, 128 by default: the most that a server takes. */
  readonly opsPerTxn?: number
}

export const textValueBytes = 256
const inFlight = 16
const texts = Array.from({ length: 64 }, () => Buffer.from(randomBytes((textValueBytes / 4) * 3).toString('base64')))

/** A value of 256 printable bytes. */
export function textValue(index: number): Uint8Array {
  return texts[index % texts.length] ?? new Uint8Array(textValueBytes)
}

/** Numbered keys of one length. */
export function numberedKey(prefix: string): (index: number) => Buffer {
  return (index) => Buffer.from(`${prefix}${String(index).padStart(8, '0')}`)
}

/** Puts the keys, several transactions at a time; throws when one fails. */
export async function putKeys(client: EtcdClient, load: KeyLoad): Promise<void> {
  const { keys, opsPerTxn = 128 } = load
  let next = 0
  const writers = Array.from({ length: inFlight }, async () => {
    while (next < keys) {
      const first = next
      next += opsPerTxn
      await client.kv.txn({ success: puts(load, first, Math.min(first + opsPerTxn, keys)) }, endless)
    }
  })
  await Promise.all(writers)
}

function puts({ key, value }: KeyLoad, from: number, to: number): RequestOp[] {
  return Array.from({ length: to - from }, (_, at) => {
    const pair = { key: key(from + at), value: value(from + at) }
    return { requestPut: create(putRequestType, pair) }
  })
}
