/** Makes several writers take turns, so that no output is interleaved. */
export class Turns {
  private last: Promise<void> = Promise.resolve()
  private isOver = false

  /** Waits for its turn and writes. Does nothing once the turns are over; throws what `write` throws. */
  take(write: () => Promise<void>): Promise<void> {
    const turn = this.last.then(() => (this.isOver ? undefined : write()))
    this.last = turn.catch(() => undefined)
    return turn
  }

  /** Resolves when the current writer is done; no other begins. */
  end(): Promise<void> {
    this.isOver = true
    return this.last
  }
}
