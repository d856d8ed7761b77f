const roomBytes = 64 * 1024

/** Bytes of output that gather until they are fetched; what has to stand in front of others may be added later. */
export class ByteOutput {
  private room: Uint8Array = new Uint8Array(roomBytes)
  private used = 0
  private parts: Uint8Array[] = []
  /** Of `parts`. */
  private partBytes = 0
  private readonly outer: Uint8Array[][] = []
  private readonly spare: Uint8Array[] = []

  /** How many bytes wait to be fetched. */
  get length(): number {
    return this.outer.length === 0 ? this.partBytes + this.used : 0
  }

  put(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start
    if (length > roomBytes - this.used) {
      this.putLong(bytes.subarray(start, end))
      return
    }
    const { room, used } = this
    for (let at = 0; at < length; at++) room[used + at] = bytes[start + at] as number
    this.used = used + length
  }

  byte(value: number): void {
    if (this.used === roomBytes) this.finishRoom()
    this.room[this.used++] = value
  }

  /** ASCII only. */
  text(text: string): void {
    for (let at = 0; at < text.length; at++) this.byte(text.charCodeAt(at))
  }

  /** From here on output is set aside until `release`; may be nested. */
  hold(): void {
    this.finishRoom()
    this.outer.push(this.parts)
    this.parts = []
  }

  /** What has been set aside since `hold`. */
  release(): readonly Uint8Array[] {
    this.finishRoom()
    const held = this.parts
    for (const part of held) this.partBytes -= part.length
    this.parts = this.outer.pop() ?? []
    return held
  }

  append(held: readonly Uint8Array[]): void {
    this.finishRoom()
    for (const part of held) this.add(part)
  }

  /** Takes all that is here; none of it may change while it is written. */
  fetch(): readonly Uint8Array[] {
    if (this.outer.length > 0) return []
    this.finishRoom()
    const { parts } = this
    this.parts = []
    this.partBytes = 0
    return parts
  }

  /** Gives back what has been written, to be used again. */
  reuse(parts: readonly Uint8Array[]): void {
    for (const { buffer } of parts) {
      if (buffer.byteLength === roomBytes && this.spare.length < 4) this.spare.push(new Uint8Array(buffer))
    }
  }

  private putLong(bytes: Uint8Array): void {
    this.finishRoom()
    if (bytes.length > roomBytes) this.add(bytes.slice())
    else this.put(bytes, 0, bytes.length)
  }

  private finishRoom(): void {
    if (this.used === 0) return
    this.add(this.room.subarray(0, this.used))
    this.room = this.spare.pop() ?? new Uint8Array(roomBytes)
    this.used = 0
  }

  private add(part: Uint8Array): void {
    this.parts.push(part)
    this.partBytes += part.length
  }
}
