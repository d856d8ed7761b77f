import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JsonListener, JsonScanner } from '../../../src/v2/tree/json-scanner.ts'
import { commitSeed } from '../../support/commit-seed.ts'
import { Random } from './random.ts'

/** Builds values as JSON.parse does. */
class Builder implements JsonListener {
  root: unknown
  private readonly around: { readonly value: unknown; name: string }[] = []

  beginObject(): void {
    this.begin({})
  }
  beginArray(): void {
    this.begin([])
  }
  endObject(): void {
    this.around.pop()
  }
  endArray(): void {
    this.around.pop()
  }
  name(bytes: Uint8Array, start: number, end: number): void {
    const top = this.around.at(-1)
    assert.ok(top)
    top.name = textOf(bytes, start, end)
  }
  string(bytes: Uint8Array, start: number, end: number, isEscaped: boolean): void {
    assert.equal(isEscaped, Buffer.from(bytes.subarray(start, end)).includes('\\'))
    this.add(textOf(bytes, start, end))
  }
  number(bytes: Uint8Array, start: number, end: number): void {
    this.add(Number(Buffer.from(bytes.subarray(start, end)).toString('latin1')))
  }
  literal(value: boolean | null): void {
    this.add(value)
  }

  leave(): void {}

  private begin(value: object): void {
    this.add(value)
    this.around.push({ value, name: '' })
  }

  private add(value: unknown): void {
    const top = this.around.at(-1)
    if (top === undefined) this.root = value
    else if (Array.isArray(top.value)) top.value.push(value)
    else Object.defineProperty(top.value, top.name, { value, enumerable: true, configurable: true, writable: true })
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return JSON.parse(`"${Buffer.from(bytes.subarray(start, end)).toString()}"`) as string
}

type Outcome = { readonly value: unknown } | 'refused'

function scanned(pieces: readonly Uint8Array[]): Outcome {
  const builder = new Builder()
  const scanner = new JsonScanner(builder)
  try {
    for (const piece of pieces) {
      // memory that is used again behind the scanner's back
      const own = Uint8Array.from(piece)
      scanner.take(own)
      own.fill(0x78)
    }
    scanner.end()
    return { value: builder.root }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return 'refused'
  }
}

function parsed(text: string): Outcome {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return 'refused'
  }
}

function randomJson(random: Random, depth = 0): string {
  const blank = (): string => random.oneOf(['', '', '', ' ', '\n\t', '\r'])
  const list = (item: () => string): string =>
    Array.from({ length: random.below(4) }, () => `${blank()}${item()}${blank()}`).join(',')
  switch (random.below(depth > 5 ? 4 : 6)) {
    case 0:
      return random.oneOf([
        '0',
        '-0',
        '12',
        '-3.5',
        '1e9',
        '2E-3',
        '9007199254740993',
        '18446744073709551615',
        '0.1e+2',
      ])
    case 1:
      return random.oneOf(['true', 'false', 'null'])
    case 2:
    case 3:
      return randomString(random)
    case 4:
      return `[${list(() => randomJson(random, depth + 1))}]`
    default:
      return `{${list(() => `${randomString(random)}${blank()}:${blank()}${randomJson(random, depth + 1)}`)}}`
  }
}

function randomString(random: Random): string {
  const parts = ['a', 'key', 'ä', '😀', '\\"', '\\\\', '\\/', '\\b', '\\n', '\\u003c', '\\uD83D\\uDE00', '{', ',', "'"]
  return `"${Array.from({ length: random.below(6) }, () => random.oneOf(parts)).join('')}"`
}

/** A byte more, less, or another one. */
function damaged(text: string, random: Random): string {
  const at = random.below(text.length + 1)
  const other = random.oneOf([
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '0',
    '-',
    '.',
    'e',
    't',
    'nul',
    ' ',
    '\n',
    '\\u12',
    'x',
    '\u0001',
  ])
  return text.slice(0, at) + random.oneOf(['', other]) + text.slice(at + random.below(3))
}

function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const all = [0, ...places, bytes.length]
  return all.slice(1).map((end, index) => bytes.subarray(all[index], end))
}

const random = new Random(commitSeed())

test(`JSON in pieces is read as JSON.parse reads it whole (seed ${random.seed})`, () => {
  for (let round = 0; round < 4000; round++) {
    const good = randomJson(random)
    const text = round % 2 === 0 ? good : damaged(good, random)
    const bytes = Buffer.from(text)
    const places = Array.from({ length: random.below(5) }, () => random.below(bytes.length + 1)).sort((a, b) => a - b)
    assert.deepEqual(scanned(cutAt(bytes, places)), parsed(bytes.toString()), JSON.stringify({ text, places }))
  }
})

test(`a cut may be anywhere, and a text that ends there is refused (seed ${random.seed})`, () => {
  for (let round = 0; round < 60; round++) {
    const text = `{${randomString(random)}:${randomJson(random)}}`
    const bytes = Buffer.from(text)
    const whole = parsed(text)
    for (let at = 0; at <= bytes.length; at++) {
      assert.deepEqual(scanned(cutAt(bytes, [at])), whole, `${text} at ${at}`)
      if (at < bytes.length) assert.equal(scanned([bytes.subarray(0, at)]), 'refused', `${text} to ${at}`)
    }
    assert.deepEqual(scanned([...bytes].map((byte) => Uint8Array.of(byte))), whole, text)
  }
})

test('ten thousand levels are read, and one more is refused, not a crash', () => {
  const nested = (levels: number): Uint8Array[] => [Buffer.from('['.repeat(levels)), Buffer.from(']'.repeat(levels))]
  assert.notEqual(scanned(nested(10_000)), 'refused')
  assert.equal(scanned(nested(10_001)), 'refused')
  assert.equal(scanned([Buffer.from('{"a":'.repeat(200_000))]), 'refused')
})

test('a string of many pieces is not read again for each of them', () => {
  const scanner = new JsonScanner(new Builder())
  const piece = Buffer.alloc(1000, 'x')
  const start = performance.now()
  scanner.take(Buffer.from('"'))
  for (let count = 0; count < 20_000; count++) scanner.take(piece)
  scanner.take(Buffer.from('"'))
  scanner.end()
  // read anew each time it would be 200 GB
  assert.ok(performance.now() - start < 60_000)
})
