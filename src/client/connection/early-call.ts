import { CliError } from '../../base/errors.ts'
import type { Connection } from './connection.ts'

/** A call was sent before the server's settings came, and they never came or do not allow it: it counts as not sent. */
export class TooEarly extends CliError {
  constructor() {
    super('sent before the settings of the server, which did not come or do not allow it')
  }
}

/**
 * A call that changes nothing. It goes out once, on the first connection that takes bytes, a round trip before the server's settings
 * come. Its answer counts when they have come.
 */
export class EarlyCall<T extends object> {
  private readonly send: (channel: Connection) => Promise<T>
  private readonly isSecret: boolean
  private channel: Connection | undefined
  private answer: Promise<T> | undefined

  /** A call with a secret in it is not sent early over a connection that others may read: the server must first show that it speaks HTTP/2. */
  constructor(send: (channel: Connection) => Promise<T>, isSecret: boolean) {
    this.send = send
    this.isSecret = isSecret
  }

  /** `answered` is called when there is an answer that counts, or an error that does. */
  sendOn(channel: Connection, answered: () => void): void {
    if (this.answer !== undefined || (this.isSecret && !channel.isPrivate)) return
    this.channel = channel
    this.answer = this.send(channel)
    this.answer.then(answered, (error: unknown) => {
      if (!(error instanceof TooEarly)) answered()
    })
  }

  /** The answer on this connection, the first time that it is asked for; undefined when the call has still to be sent there. */
  async answerFrom(channel: Connection): Promise<T | undefined> {
    if (this.channel !== channel || this.answer === undefined) return undefined
    this.channel = undefined
    try {
      return await this.answer
    } catch (error) {
      if (error instanceof TooEarly) return undefined
      throw error
    }
  }

  /** Nobody wants the answer any more, on whatever connection it comes: `drop` gets it. */
  leave(drop: (answer: T) => void): void {
    if (this.channel !== undefined) this.answer?.then(drop, () => {})
    this.channel = undefined
  }
}
