import { utf8 } from '../base/bytes.ts'
import type { Event, KeyValue } from '../rpc/messages.ts'
import { JsonListWriter } from './keys/pair-json-writer.ts'

/** More than the names and the number around the key-values of an event take. */
const fixedSize = 64

const names = { type: utf8(',"type":'), kv: utf8(',"kv":'), prevKv: utf8(',"prev_kv":') }
const open = 123
const close = 125

/** Writes events as the elements of a list, each as `messageToJson` does. */
export class EventJsonWriter extends JsonListWriter<Event> {
  protected addObject({ type, kv, prevKv }: Event): void {
    this.makeRoom(fixedSize)
    const start = this.at
    if (type !== 0) this.addType(type)
    if (kv !== undefined) this.addNamed(names.kv, kv)
    if (prevKv !== undefined) this.addNamed(names.prevKv, prevKv)
    this.makeRoom(2)
    // in place of the first name's comma
    if (this.at === start) this.at++
    this.bytes[start] = open
    this.put(close)
  }

  private addType(type: number): void {
    this.addName(names.type)
    this.addNumber(BigInt(type))
  }

  private addNamed(name: Uint8Array, kv: KeyValue): void {
    this.makeRoom(fixedSize)
    this.addName(name)
    this.addPair(kv)
  }
}
