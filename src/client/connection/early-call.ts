import { CliError } from '../../base/errors.ts'
import type { Connection } from './connection.ts'

/** Of a call that was sent before the server told its settings, which then never came or do not allow it: it counts as not sent. */
export class TooEarly extends CliError {
  constructor() {
    super('sent before the settings of the server, which did not come or do not allow it')
  }
}

/**
 * A call that changes nothing: it goes out on the first connection that bytes can go over, a round trip before the server's settings
 * are there, and once only. What comes of it counts when they are.
 */
export class EarlyCall<T extends object> {
  private readonly send: (channel: Connection) => Promise<T>
  private readonly isSecret: boolean
  private channel: Connection | undefined
  private answer: Promise<T> | undefined

  /** A call with a secret in it waits, on a connection on which others may read, until whoever took that has shown to speak HTTP/2. */
  constructor(send: (channel: Connection) => Promise<T>, isSecret: boolean) {
    this.send = send
    this.isSecret = isSecret
  }

  /** `answered` is told when there is an answer that counts, or an error that does. */
  sendOn(channel: Connection, answered: () => void): void {
    if (this.answer !== undefined || (this.isSecret && !channel.isPrivate)) return
    this.channel = channel
    this.answer = this.send(channel)
    this.answer.then(answered, (error: unknown) => {
      if (!(error instanceof TooEarly)) answered()
    })
  }

  /** What came of it on this connection, the first time that it is asked for; undefined when it has to be sent there. */
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

  /** What came of it, or comes, is not wanted on another connection either: `drop` gets the answer. */
  leave(drop: (answer: T) => void): void {
    if (this.channel !== undefined) this.answer?.then(drop, () => {})
    this.channel = undefined
  }
}
