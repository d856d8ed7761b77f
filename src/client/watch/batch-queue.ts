import { setImmediate as afterInput } from 'node:timers/promises'

/** A queue between one writer and one reader: the reader takes all there is at once, the writer waits while it is full. */
export class BatchQueue<T> {
  private items: T[] = []
  private weight = 0
  private isEnded = false
  private readonly limit: number
  private wakeReader = (): void => undefined
  private wakeWriter = (): void => undefined

  /** At a weight of `limit` or more the writer waits. */
  constructor(limit: number) {
    this.limit = limit
  }

  /** Resolves when there is room for more, or the queue has ended. */
  async push(item: T, weight: number): Promise<void> {
    if (this.isEnded) return
    this.items.push(item)
    this.weight += weight
    this.wakeReader()
    if (this.weight < this.limit) return
    await new Promise<void>((resolve) => {
      this.wakeWriter = resolve
    })
  }

  /** The reader gets what is there, and then the end. */
  end(): void {
    this.isEnded = true
    this.wakeReader()
    this.wakeWriter()
  }

  /** Yields the items that arrived together; one that comes alone, alone. */
  async *batches(): AsyncGenerator<readonly T[], void, undefined> {
    for (;;) {
      if (this.items.length === 0) {
        if (this.isEnded) return
        await new Promise<void>((resolve) => {
          this.wakeReader = resolve
        })
        // let the rest of what was just read from the connection come in
        await afterInput()
      }
      const batch = this.items
      this.items = []
      this.weight = 0
      this.wakeWriter()
      if (batch.length > 0) yield batch
    }
  }
}
