// AssemblyScript, which scripts/packed-pairs-module.ts compiles to WebAssembly. A usize is an address in the module's memory, or a size.
// What src/render writes for key-values one by one, byte for byte: the tests compare the two.

// What is written of each key-value: its forms in src/render/keys/packed-parts.ts, of which fields are the last.
const lines: u32 = 0
const valueLines: u32 = 1
const json: u32 = 2

/** What an answer hands on at a time, and what of a key-value came before. */
const inputSize: i32 = 640 * 1024
const outputSize: i32 = 1024 * 1024

export const input: usize = memory.data(inputSize, 16)
export const output: usize = memory.data(outputSize, 16)

/** Whether a code point up to U+FFFF is printed as it is: 0 where nobody has asked yet, else 1 for yes and 2 for no. */
const printable: usize = memory.data(0x10000, 16)
/** Two characters of base64 for each twelve bits. */
const base64: usize = memory.data(2 * 4096, 16)
/** Two digits for each byte. */
const hex: usize = memory.data(2 * 256, 16)
/** For each byte its escape in hexadecimal. */
const escapes: usize = memory.data(4 * 256, 16)
/** How each byte is written within quotation marks: one of these, or the letter that follows a backslash. */
const ways: usize = memory.data(256, 16)
const asItIs: u32 = 0
const asHex: u32 = 1
const asRune: u32 = 2

/** Answers for the code points that the table does not know. */
declare function isPrintable(point: u32): bool

// The key-value that was read last.
let keyAt: usize = 0
let keySize: usize = 0
let createRevision: u64 = 0
let modRevision: u64 = 0
let version: u64 = 0
let valueAt: usize = 0
let valueSize: usize = 0
let lease: u64 = 0

/** What `readNumber` has read. */
let number: u64 = 0
/** Where the next byte is written. */
let to: usize = 0

/** Bytes that the last call of `write` has written at `output`. */
export function written(): u32 {
  return <u32>(to - output)
}

/**
 * Writes the key-values that lie packed from `start` to `end` of the input, each after its tag and its length. Returns where it
 * stopped: at the end, before one that has no room, or before one that is not as servers write it.
 */
export function write(form: u32, start: u32, end: u32): u32 {
  to = output
  let at: usize = input + start
  const stop: usize = input + end
  while (at < stop) {
    const body = readNumber(at + 1, stop)
    if (body === 0 || number > <u64>(stop - body)) break
    const next = body + <usize>number
    if (!readPair(body, next) || roomFor(form) > output + <usize>outputSize - to) break
    writePair(form)
    at = next
  }
  return <u32>(at - input)
}

/** Reads a number of up to 63 bits and returns where it ends; 0 when there is none. */
function readNumber(start: usize, end: usize): usize {
  const at = start
  if (at < end) {
    const first = load<u8>(at)
    if (first < 0x80) {
      number = first
      return at + 1
    }
  }
  return readLong(at, end)
}

function readLong(start: usize, end: usize): usize {
  let value: u64 = 0
  let shift: u64 = 0
  for (let at = start; at < end && shift < 63; at++) {
    const byte = load<u8>(at)
    value |= (<u64>(byte & 0x7f)) << shift
    if (byte < 0x80) {
      number = value
      return at + 1
    }
    shift += 7
  }
  return 0
}

/** False for a key-value with a field that is repeated, out of order or unknown. */
function readPair(start: usize, end: usize): bool {
  keySize = 0
  createRevision = 0
  modRevision = 0
  version = 0
  valueSize = 0
  lease = 0
  let last: u32 = 0
  let at = start
  while (at < end) {
    const tag = <u32>load<u8>(at)
    if (tag <= last) return false
    last = tag
    at = readNumber(at + 1, end)
    if (at === 0) return false
    if (tag === 0x0a || tag === 0x2a) {
      if (number > <u64>(end - at)) return false
      const size = <usize>number
      if (tag === 0x0a) {
        keyAt = at
        keySize = size
      } else {
        valueAt = at
        valueSize = size
      }
      at += size
    } else if (tag === 0x10) createRevision = number
    else if (tag === 0x18) modRevision = number
    else if (tag === 0x20) version = number
    else if (tag === 0x30) lease = number
    else return false
  }
  return true
}

/** At least the bytes that the key-value takes. */
function roomFor(form: u32): usize {
  // names, numbers and brackets take less than 256; a byte takes four at most
  return form <= valueLines ? keySize + valueSize + 2 : 256 + 4 * (keySize + valueSize)
}

function writePair(form: u32): void {
  if (form === lines) {
    copy(keyAt, keySize)
    put(0x0a)
    copy(valueAt, valueSize)
    put(0x0a)
  } else if (form === valueLines) {
    copy(valueAt, valueSize)
    put(0x0a)
  } else if (form === json) writeJson()
  else writeFields()
}

function put(byte: u32): void {
  store<u8>(to++, <u8>byte)
}

/** Short ones without a call. */
function copy(from: usize, size: usize): void {
  if (size > 32) memory.copy(to, from, size)
  else for (let index: usize = 0; index < size; index++) store<u8>(to + index, load<u8>(from + index))
  to += size
}

/** Of ASCII. */
function copyText(text: string): void {
  const from = changetype<usize>(text)
  const size = <usize>text.length
  for (let index: usize = 0; index < size; index++) store<u8>(to + index, load<u8>(from + 2 * index))
  to += size
}

/** A name and a number are there when the number is not 0. */
function writeJson(): void {
  const start = to
  // the brace takes the place of the first name's comma, and the comma in front of the object comes before it
  put(0x2c)
  if (keySize > 0) writeEncoded(',"key":"', keyAt, keySize)
  if (createRevision !== 0) writeMember(',"create_revision":', createRevision)
  if (modRevision !== 0) writeMember(',"mod_revision":', modRevision)
  if (version !== 0) writeMember(',"version":', version)
  if (valueSize > 0) writeEncoded(',"value":"', valueAt, valueSize)
  if (lease !== 0) writeMember(',"lease":', lease)
  if (to === start + 1) to++
  store<u8>(start + 1, 0x7b)
  put(0x7d)
}

function writeMember(name: string, value: u64): void {
  copyText(name)
  writeNumber(value)
}

function writeEncoded(name: string, from: usize, size: usize): void {
  copyText(name)
  writeBase64(from, size)
  put(0x22)
}

function writeBase64(from: usize, size: usize): void {
  let at = from
  const whole = from + size - (size % 3)
  for (; at < whole; at += 3) {
    const bits = ((<u32>load<u8>(at)) << 16) | ((<u32>load<u8>(at + 1)) << 8) | load<u8>(at + 2)
    store<u32>(to, twoDigits(bits >>> 12) | (twoDigits(bits & 0xfff) << 16))
    to += 4
  }
  const rest = from + size - whole
  if (rest === 0) return
  const bits = ((<u32>load<u8>(at)) << 16) | (rest === 2 ? (<u32>load<u8>(at + 1)) << 8 : 0)
  store<u16>(to, <u16>twoDigits(bits >>> 12))
  const last = twoDigits(bits & 0xfff)
  store<u16>(to + 2, <u16>(rest === 2 ? (last & 0xff) | 0x3d00 : 0x3d3d))
  to += 4
}

function twoDigits(twelveBits: u32): u32 {
  return load<u16>(base64 + 2 * twelveBits)
}

function writeNumber(value: u64): void {
  let size: usize = 1
  for (let rest = value; rest > 9; rest /= 10) size++
  let rest = value
  for (let at = to + size; at > to; rest /= 10) store<u8>(--at, <u8>(0x30 + (rest % 10)))
  to += size
}

function writeFields(): void {
  writeQuoted('"Key" : ', keyAt, keySize)
  writeField('"CreateRevision" : ', createRevision)
  writeField('"ModRevision" : ', modRevision)
  writeField('"Version" : ', version)
  writeQuoted('"Value" : ', valueAt, valueSize)
  writeField('"Lease" : ', lease)
}

function writeField(name: string, value: u64): void {
  copyText(name)
  writeNumber(value)
  put(0x0a)
}

/** As Go's %q writes bytes. */
function writeQuoted(name: string, from: usize, size: usize): void {
  copyText(name)
  put(0x22)
  const end = from + size
  for (let at = from; at < end; ) {
    at = copyBytes(at, end)
    if (at < end) at = writeRune(at, end)
  }
  put(0x22)
  put(0x0a)
}

/** Writes each byte that may not begin a character of several, as it is or escaped, and returns where they end. */
function copyBytes(start: usize, end: usize): usize {
  let at = start
  let out = to
  for (; at < end; at++) {
    const byte = load<u8>(at)
    const way = <u32>load<u8>(ways + byte)
    if (way === asItIs) store<u8>(out++, byte)
    else if (way === asHex) {
      store<u32>(out, load<u32>(escapes + 4 * <usize>byte))
      out += 4
    } else if (way === asRune) break
    else {
      store<u16>(out, <u16>(0x5c | (way << 8)))
      out += 2
    }
  }
  to = out
  return at
}

/** Writes the character, or the byte where there is none, and returns where the next one begins. */
function writeRune(at: usize, end: usize): usize {
  const size = runeSize(at, end)
  if (size === 0) {
    store<u32>(to, load<u32>(escapes + 4 * <usize>load<u8>(at)))
    to += 4
    return at + 1
  }
  const point = pointAt(at, size)
  if (isShown(point)) copy(at, size)
  else writePoint(point)
  return at + size
}

function writeHex(byte: u32): void {
  store<u16>(to, load<u16>(hex + 2 * byte))
  to += 2
}

function writePoint(point: u32): void {
  put(0x5c)
  put(point > 0xffff ? 0x55 : 0x75)
  if (point > 0xffff) {
    writeHex(0)
    writeHex(point >> 16)
  }
  writeHex((point >> 8) & 0xff)
  writeHex(point & 0xff)
}

/** The bytes of the character whose first byte, no ASCII, stands at `at`; 0 when there is no valid one. */
function runeSize(at: usize, end: usize): usize {
  const lead = <u32>load<u8>(at)
  const size: usize = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  if (lead < 0xc2 || lead > 0xf4 || at + size > end) return 0
  const second = <u32>load<u8>(at + 1)
  // no overlong forms, no surrogates, nothing beyond U+10FFFF
  const low: u32 = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high: u32 = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  for (let index: usize = 2; index < size; index++) if ((load<u8>(at + index) & 0xc0) !== 0x80) return 0
  return size
}

function pointAt(at: usize, size: usize): u32 {
  let point = <u32>load<u8>(at) & (0x7f >> <u32>size)
  for (let index: usize = 1; index < size; index++) point = (point << 6) | (load<u8>(at + index) & 0x3f)
  return point
}

function isShown(point: u32): bool {
  if (point > 0xffff) return isPrintable(point)
  const known = load<u8>(printable + point)
  if (known !== 0) return known === 1
  const answer = isPrintable(point)
  store<u8>(printable + point, answer ? 1 : 2)
  return answer
}

fillPairs(base64, 64, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
fillPairs(hex, 16, '0123456789abcdef')

for (let byte: u32 = 0; byte < 256; byte++) {
  store<u16>(escapes + 4 * byte, 0x785c)
  store<u16>(escapes + 4 * byte + 2, load<u16>(hex + 2 * byte))
  store<u8>(ways + byte, wayOf(byte))
}

function wayOf(byte: u32): u8 {
  if (byte === 0x22 || byte === 0x5c) return <u8>byte
  if (byte >= 7 && byte <= 13) return load<u8>(changetype<usize>('abtnvfr') + 2 * <usize>(byte - 7))
  if (byte >= 0x20 && byte < 0x7f) return <u8>asItIs
  // what these begin may be valid UTF-8
  return byte >= 0xc2 && byte <= 0xf4 ? <u8>asRune : <u8>asHex
}

/** All pairs of the digits in order. */
function fillPairs(table: usize, count: u32, digits: string): void {
  const from = changetype<usize>(digits)
  for (let high: u32 = 0; high < count; high++) {
    for (let low: u32 = 0; low < count; low++) {
      const at = table + 2 * (high * count + low)
      store<u8>(at, load<u8>(from + 2 * high))
      store<u8>(at + 1, load<u8>(from + 2 * low))
    }
  }
}
