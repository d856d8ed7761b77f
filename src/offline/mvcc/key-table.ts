import { i32le } from '../bytes.ts'

const slotWords = 3
const fewestSlots = 1 << 12
const mostSlots = 1 << 22
const fullest = 0.75
/** A file has at most about one key in this many bytes. */
const bytesPerSlot = 64

/**
 * The number that was last given to each user key, in memory that does not grow: 48 MiB at most. Keys are told apart by a
 * 64-bit fingerprint with random seeds, and by the slot that it has: among ten million keys the odds that two are taken
 * for one are below 1 in 10^8. When there are more keys than fit, they are taken in parts: see `takeInParts`.
 */
export class KeyTable {
  private readonly slots: Uint32Array
  private readonly mask: number
  private used = 0
  private hasNoRoom = false
  private part = 0
  private parts = 1
  private readonly seedA = randomWord()
  private readonly seedB = randomWord()
  private readonly seedC = randomWord()
  private a = 0
  private b = 0
  private c = 0

  /** `slots` is a power of two; three quarters of them can be taken. */
  constructor(slots: number) {
    this.slots = new Uint32Array(slots * slotWords)
    this.mask = slots - 1
  }

  /** A table for the keys of a file. Memory that no key needs is never touched. */
  static forFile(sizeBytes: number): KeyTable {
    let slots = fewestSlots
    while (slots < mostSlots && slots * bytesPerSlot < sizeBytes) slots *= 2
    return new KeyTable(slots)
  }

  /** True once a key did not fit: what was given out so far is of no use then. */
  get isFull(): boolean {
    return this.hasNoRoom
  }

  /** How many keys fit. */
  get capacity(): number {
    return Math.floor(fullest * (this.mask + 1))
  }

  /** Forgets all keys; from now on only those of one part are taken. */
  restart(part: number, parts: number): void {
    this.slots.fill(0)
    this.used = 0
    this.hasNoRoom = false
    this.part = part
    this.parts = parts
  }

  /**
   * Gives the key from `start` to `end` a number below 2^32; returns the one it had, 0 when it is new, and -1 when it is
   * not taken: it is of another part, or the table is full.
   */
  replace(bytes: Uint8Array, start: number, end: number, number: number): number {
    if (this.hasNoRoom) return -1
    this.fingerprint(bytes, start, end)
    if (this.parts > 1 && Math.floor((this.c / 2 ** 32) * this.parts) !== this.part) return -1
    const slots = this.slots
    const at = this.find()
    if (slots[at] === 0) {
      if (this.used === this.capacity) {
        this.hasNoRoom = true
        return -1
      }
      this.used += 1
      slots[at] = this.a
      slots[at + 1] = this.b
    }
    const before = slots[at + 2] ?? 0
    slots[at + 2] = number
    return before
  }

  /** The slot of the present fingerprint, or the free one that it would take. */
  private find(): number {
    const slots = this.slots
    const a = this.a
    const b = this.b
    for (let slot = this.c & this.mask; ; slot = (slot + 1) & this.mask) {
      const at = slot * slotWords
      const held = slots[at]
      if (held === 0 || (held === a && slots[at + 1] === b)) return at
    }
  }

  private fingerprint(bytes: Uint8Array, start: number, end: number): void {
    let a = this.seedA
    let b = this.seedB
    let c = this.seedC
    let at = start
    for (; at + 4 <= end; at += 4) {
      const word = i32le(bytes, at)
      a = Math.imul(rotate(a ^ word, 13), 0x9e3779b1)
      b = Math.imul(rotate(b + word, 15), 0x85ebca77)
      c = Math.imul(rotate(c, 17) ^ word, 0xc2b2ae3d)
    }
    let tail = end - start
    for (; at < end; at++) tail = Math.imul(tail, 257) + (bytes[at] ?? 0)
    // Zero marks a free slot.
    this.a = mix(Math.imul(a ^ tail, 0x27d4eb2f)) || 1
    this.b = mix(Math.imul(b + tail, 0x165667b1))
    this.c = mix(Math.imul(rotate(c, 17) ^ tail, 0x9e3779b1))
  }
}

/** Room that is left for parts that come out larger than others. */
const margin = 0.9

/** Starts the table anew for one part of the keys after the other; `entries` is how many keys there can be at most. */
export function takeInParts(table: KeyTable, entries: number, read: () => void): void {
  const parts = Math.max(2, Math.ceil(entries / (margin * table.capacity)))
  for (let part = 0; part < parts; part++) {
    table.restart(part, parts)
    read()
    if (table.isFull) throw new Error('the keys do not spread over the parts')
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
