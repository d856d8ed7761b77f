import type { RpcError } from './rpc-error.ts'

const maxTries = 101

/** Counts how often one call was sent, and says when it may be sent again though it may change something. */
export class Tries {
  count = 0
  private wasRefused = false

  get areUsedUp(): boolean {
    return this.count >= maxTries
  }

  /**
   * Notes that a try ended in this error. True when the server cannot have seen it: nothing of it was sent, or its stream was refused
   * unread, of which a call has one repeat, as in Go's gRPC (3.4 to 3.7).
   */
  note({ unseen }: RpcError): boolean {
    this.count++
    if (unseen !== 'refused') return unseen === 'unsent'
    const isFirst = !this.wasRefused
    this.wasRefused = true
    return isFirst
  }
}
