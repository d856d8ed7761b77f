import { utf8 } from '../../base/bytes.ts'
import { quotedRoom, quoteInto } from '../../go/quote.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { leaseText } from '../field-lines.ts'
import type { RenderOptions } from '../results.ts'
import { PairWriter } from './pair-writer.ts'

/** The names and the numbers of one key-value are shorter. */
const fixedSize = 256
const newline = 10

const names = {
  key: utf8('"Key" : '),
  createRevision: utf8('"CreateRevision" : '),
  modRevision: utf8('"ModRevision" : '),
  version: utf8('"Version" : '),
  value: utf8('"Value" : '),
  lease: utf8('"Lease" : '),
}

/** Writes key-values as `pairFields` does, without a prefix. */
export class PairFieldWriter extends PairWriter {
  private readonly options: RenderOptions

  constructor(options: RenderOptions) {
    super()
    this.options = options
  }

  protected add(kv: KeyValue): void {
    this.makeRoom(fixedSize + quotedRoom(kv.key) + quotedRoom(kv.value))
    this.addQuoted(names.key, kv.key)
    this.addCount(names.createRevision, kv.createRevision)
    this.addCount(names.modRevision, kv.modRevision)
    this.addCount(names.version, kv.version)
    this.addQuoted(names.value, kv.value)
    this.addLease(kv.lease)
  }

  private addQuoted(name: Uint8Array, bytes: Uint8Array): void {
    this.addName(name)
    this.at = quoteInto(this.bytes, this.at, bytes)
    this.put(newline)
  }

  private addCount(name: Uint8Array, value: bigint): void {
    this.addName(name)
    this.addNumber(value)
    this.put(newline)
  }

  private addLease(lease: bigint): void {
    this.addName(names.lease)
    if (this.options.hex) this.addName(utf8(leaseText(lease, this.options)))
    else this.addNumber(lease)
    this.put(newline)
  }
}
