import type { Json, JsonObject } from '../../src/kubernetes/json.ts'
import {
  allKinds,
  type Field,
  type FieldType,
  type Message,
  messageNamed,
  messageOfKind,
  type ScalarType,
} from '../../src/kubernetes/schema.ts'

/** A number from 0 to below 1. */
export type Random = () => number

/** A generator whose numbers are the same for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T
}

/** An object of a random kind of the table, as Kubernetes would store it. */
export function randomObject(random: Random): {
  readonly apiVersion: string
  readonly kind: string
  readonly object: JsonObject
} {
  const [apiVersion, kind] = pick(random, allKinds())
  const message = messageOfKind(apiVersion, kind)
  if (message === undefined) throw new Error(`${apiVersion} ${kind}`)
  return { apiVersion, kind, object: randomMessage(random, message, 0) }
}

function randomMessage(random: Random, message: Message, depth: number): JsonObject {
  const entries: (readonly [string, Json])[] = []
  for (const field of message.fields) {
    const isLeftOut = random() < (depth > 5 ? 0.9 : 0.4 + depth / 12)
    if (isLeftOut) continue
    if (field.jsonName === '') entries.push(...inlineFields(random, field, depth + 1))
    else entries.push([field.jsonName, randomValue(random, field, depth + 1)])
  }
  return new Map(entries)
}

function inlineFields(random: Random, { type }: Field, depth: number): JsonObject {
  return 'message' in type ? randomMessage(random, messageNamed(type.message), depth) : new Map()
}

function randomValue(random: Random, { shape, type }: Field, depth: number): Json {
  const element = (): Json => randomElement(random, type, depth)
  if (shape === '[]') return some(random, element)
  if (shape === '{}') return new Map(some(random, () => [randomText(random), element()] as const))
  return element()
}

function some<T>(random: Random, make: () => T): T[] {
  return Array.from({ length: Math.floor(random() * 3) + 1 }, make)
}

function randomElement(random: Random, type: FieldType, depth: number): Json {
  if ('scalar' in type) return randomScalar(random, type.scalar)
  if ('message' in type) return randomMessage(random, messageNamed(type.message), depth)
  return [randomElement(random, type.list, depth)]
}

const texts = [
  '',
  'a',
  'true',
  '1',
  '1e3',
  '0x10',
  'no',
  'null',
  '~',
  '2024-01-02',
  '1:30',
  ' lead',
  'trail ',
  'two\nlines\n',
  'a: b',
  '# c',
  "it's",
  '"q"',
  'back\\slash',
  '\tt',
  'x\ty',
  '\x1b[31m',
  '\u0085',
  '\u2028',
  '\u202e',
  'é',
  '日本',
  '\u{1f600}',
  '- x',
  '{',
  '[a]',
  'a\n b\n',
  '\n',
  '\r\n',
  '<<',
  '=',
  '@a',
  '&a',
  '*a',
  '!a',
  '%a',
  '|',
  '>',
  '?',
  '? a',
  ':',
  '.',
  '...',
  '---',
  '0o17',
  '017',
  '1_000',
  '.inf',
  'NaN',
  '__proto__',
  'constructor',
  '10',
  '9',
  'item2',
  'item10',
  ' \n ',
  'a\n\n\n',
  '\ufeff',
  'unknown field 3',
  'unknown',
]

export function randomText(random: Random): string {
  if (random() < 0.6) return pick(random, texts)
  const length = Math.floor(random() * 12)
  const point = (): number =>
    pick(random, [
      0x20,
      0x61,
      0x30,
      0x0a,
      0x3a,
      0x2d,
      0xe9,
      0x4e00,
      0xff5e,
      0x1f600,
      0x7f,
      Math.floor(random() * 0xd800),
    ])
  return Array.from({ length }, () => String.fromCodePoint(point())).join('')
}

function randomScalar(random: Random, type: ScalarType): Json {
  const whole = (bits: number): Json => {
    const value = BigInt.asIntN(
      bits,
      (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32)),
    )
    const chosen = pick(random, [0n, 1n, -1n, value, 127n, 128n, 1n << BigInt(bits - 2)])
    return Number.isSafeInteger(Number(chosen)) ? Number(chosen) : chosen
  }
  const seconds = new Date(Math.floor(random() * 4e9) * 1000).toISOString().slice(0, 19)
  switch (type) {
    case 's':
      return randomText(random)
    case 'i':
      return whole(32)
    case 'l':
      return whole(64)
    case 'b':
      return random() < 0.5
    case 'y':
      return Buffer.from(randomText(random)).toString('base64')
    case 't':
      return `${seconds}Z`
    case 'u':
      return `${seconds}.${String(Math.floor(random() * 1e6)).padStart(6, '0')}Z`
    case 'd':
      return pick(random, ['0s', '1m30s', '1h0m0s', '-1.5s', '1ns', '100µs'])
    case 'q':
      return pick(random, ['0', '1', '100m', '2Gi', '1500Mi', '10', '3k', '-5', '1u', '7E', '9223372036854775807'])
    case 'x':
      return random() < 0.5 ? Math.floor(random() * 65536) : pick(random, ['http', '50%', 'web-1'])
    case 'r':
    case 'f':
      return new Map<string, Json>([
        ['f:a', new Map([['.', new Map()]])],
        [randomText(random), [1, randomText(random), null, true, 0.5]],
      ])
  }
}
