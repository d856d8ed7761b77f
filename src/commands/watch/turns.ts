/** Lets several writers write one after the other, each of them whole. */
export class Turns {
  private last: Promise<void> = Promise.resolve()
  private isOver = false

  /** Writes when it is this one's turn. Does nothing once the turns are over; throws what `write` throws. */
  take(write: () => Promise<void>): Promise<void> {
    const turn = this.last.then(() => (this.isOver ? undefined : write()))
    this.last = turn.catch(() => undefined)
    return turn
  }

  /** Resolves when the one that is writing is done; no other begins. */
  end(): Promise<void> {
    this.isOver = true
    return this.last
  }
}
