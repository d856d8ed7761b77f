const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Bytes of an answer that are looked at later: within the piece that they came in, or a copy of their own. */
export class Token {
  bytes: Uint8Array = new Uint8Array()
  start = 0
  end = 0
  /** They hold escapes of JSON. */
  isEscaped = false
  isSet = false
  private isOwn = true

  set(bytes: Uint8Array, start: number, end: number, isEscaped = false): void {
    this.bytes = bytes
    this.start = start
    this.end = end
    this.isEscaped = isEscaped
    this.isSet = true
    this.isOwn = false
  }

  clear(): void {
    this.isSet = false
    this.start = 0
    this.end = 0
    this.isOwn = true
  }

  get isEmpty(): boolean {
    return this.start === this.end
  }

  /** The piece is about to be given back. */
  own(): void {
    if (this.isOwn) return
    this.bytes = this.bytes.slice(this.start, this.end)
    this.end -= this.start
    this.start = 0
    this.isOwn = true
  }

  /** The string between its quotes; what is not Unicode becomes U+FFFD. */
  get text(): string {
    const raw = decoder.decode(this.bytes.subarray(this.start, this.end))
    return this.isEscaped ? (JSON.parse(`"${raw}"`) as string).replace(/\p{Cs}/gu, '\ufffd') : raw
  }
}
