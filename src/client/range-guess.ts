/** Characters of numbers, in the order of their bytes; keys made of anything else are taken byte by byte. */
const alphabets = ['0123456789', '0123456789abcdef'].map((text) => Uint8Array.from(text, (char) => char.charCodeAt(0)))
const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
/** So many places say enough of where a key lies. */
const places = 8
/** So many digits in front of them may have to be raised. */
const carried = 4
/** Steps are in so many parts of the distance between two keys. */
const parts = 1024

/**
 * About where the key lies that is `step` times as far behind `last` as that is behind `first`. Undefined when nothing can be
 * said. What it is wrong by costs time, never a key.
 */
export function guessKey(first: Uint8Array, last: Uint8Array, step: number): Uint8Array | undefined {
  const shared = sharedLength(first, last)
  const [tail, other] = [last.subarray(shared, shared + places), first.subarray(shared, shared + places)]
  if (tail.length === 0 || tail.length !== other.length) return undefined
  const alphabet =
    alphabets.find((each) => runOf(each, tail) > 0 && runOf(each, tail) === runOf(each, other)) ?? allBytes
  const start = carryStart(last, shared, alphabet)
  const end = shared + runOf(alphabet, tail)
  const [from, to] = [numberOf(first.subarray(start, end), alphabet), numberOf(last.subarray(start, end), alphabet)]
  const guess = to + ((to - from) * BigInt(Math.floor(step * parts))) / BigInt(parts)
  const digits = digitsOf(guess, end - start, alphabet)
  return digits && Buffer.concat([last.subarray(0, start), digits])
}

/** How many of the first bytes are in the alphabet. */
function runOf(alphabet: Uint8Array, bytes: Uint8Array): number {
  const end = bytes.findIndex((byte) => !alphabet.includes(byte))
  return end < 0 ? bytes.length : end
}

/** Where the digits begin that may change when those behind `shared` overflow. */
function carryStart(key: Uint8Array, shared: number, alphabet: Uint8Array): number {
  let start = shared
  while (start > 0 && shared - start < carried && alphabet.includes(key[start - 1] ?? 0)) start--
  return start
}

function sharedLength(one: Uint8Array, other: Uint8Array): number {
  let length = 0
  while (length < other.length && one[length] === other[length]) length++
  return length
}

function numberOf(bytes: Uint8Array, alphabet: Uint8Array): bigint {
  const base = BigInt(alphabet.length)
  let number = 0n
  for (const byte of bytes) number = number * base + BigInt(alphabet.indexOf(byte))
  return number
}

/** Undefined for a number that needs more than `length` digits. */
function digitsOf(number: bigint, length: number, alphabet: Uint8Array): Uint8Array | undefined {
  const base = BigInt(alphabet.length)
  const digits = new Uint8Array(length)
  let rest = number
  for (let at = length - 1; at >= 0; at--) {
    digits[at] = alphabet[Number(rest % base)] ?? 0
    rest /= base
  }
  return rest === 0n ? digits : undefined
}
