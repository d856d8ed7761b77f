const slotWords = 4
const startSlots = 1 << 12
const fullest = 0.75

/**
 * The number that was last given to each user key. Keys are told apart by a 96-bit fingerprint with random seeds, 16 bytes
 * a key whatever its length: among ten million keys the odds that two are taken for one are below 1 in 10^15.
 */
export class KeyTable {
  #slots = new Uint32Array(startSlots * slotWords)
  #mask = startSlots - 1
  #used = 0
  readonly #seeds = [randomWord(), randomWord(), randomWord()] as const
  #a = 0
  #b = 0
  #c = 0

  /** Gives the key from `start` to `end` a number below 2^32; returns the one it had, 0 when it is new. */
  replace(view: DataView, start: number, end: number, number: number): number {
    this.#fingerprint(view, start, end)
    const at = this.#find()
    const before = this.#slots[at + 3] ?? 0
    if (this.#slots[at] === 0) this.#used += 1
    this.#slots[at] = this.#a
    this.#slots[at + 1] = this.#b
    this.#slots[at + 2] = this.#c
    this.#slots[at + 3] = number
    if (this.#used > fullest * (this.#mask + 1)) this.#grow()
    return before
  }

  /** The slot of the present fingerprint, or the free one that it would take. */
  #find(): number {
    const slots = this.#slots
    for (let slot = this.#b & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * slotWords
      if (slots[at] === 0) return at
      if (slots[at] === this.#a && slots[at + 1] === this.#b && slots[at + 2] === this.#c) return at
    }
  }

  #fingerprint(view: DataView, start: number, end: number): void {
    let [a, b, c] = this.#seeds
    let at = start
    for (; at + 4 <= end; at += 4) {
      const word = view.getInt32(at, true)
      a = Math.imul(rotate(a ^ word, 13), 0x9e3779b1)
      b = Math.imul(rotate(b + word, 15), 0x85ebca77)
      c = Math.imul(rotate(c, 17) ^ word, 0xc2b2ae3d)
    }
    let tail = end - start
    for (; at < end; at++) tail = Math.imul(tail, 257) + view.getUint8(at)
    // Zero marks a free slot.
    this.#a = mix(Math.imul(a ^ tail, 0x27d4eb2f)) || 1
    this.#b = mix(Math.imul(b + tail, 0x165667b1))
    this.#c = mix(Math.imul(rotate(c, 17) ^ tail, 0x9e3779b1))
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Uint32Array(2 * old.length)
    this.#mask = 2 * this.#mask + 1
    for (let at = 0; at < old.length; at += slotWords) {
      if (old[at] === 0) continue
      this.#a = old[at] ?? 0
      this.#b = old[at + 1] ?? 0
      this.#c = old[at + 2] ?? 0
      this.#slots.set(old.subarray(at, at + slotWords), this.#find())
    }
  }
}

function randomWord(): number {
  return Math.floor(Math.random() * 2 ** 32) | 0
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

/** Spreads every bit over the whole word. */
function mix(word: number): number {
  let mixed = word
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
