/** Keeps items that arrive at any time for one reader, who takes them in order when ready. */
export class Inbox<T> {
  private items: T[] = []
  private end: { readonly error: Error | undefined } | undefined
  private wake = (): void => {}
  /** True while the reader has nothing to do. */
  isWaiting = false

  push(item: T): void {
    this.items.push(item)
    this.wake()
  }

  /** No more items come; the reader learns of it, and of the error, after the last item. */
  close(error: Error | undefined): void {
    this.end = { error }
    this.wake()
  }

  /** The items, and then the error if there is one. To be read once; `waits` is called each time the reader has to wait. */
  async *read(waits: () => void): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const batch = this.items
      this.items = []
      yield* batch
      if (this.items.length > 0) continue
      if (this.end?.error !== undefined) throw this.end.error
      if (this.end !== undefined) return
      this.isWaiting = true
      waits()
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
      this.isWaiting = false
    }
  }
}
