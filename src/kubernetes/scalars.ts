import { CliError } from '../base/errors.ts'
import { formatDuration, parseDuration } from '../go/duration.ts'
import { type Json, jsonText } from './json.ts'
import { KubernetesError } from './kubernetes-error.ts'
import { parseJson } from './parse-json.ts'
import type { ScalarType } from './schema.ts'
import { parseTime, type Timestamp, timeText } from './time.ts'
import { lengthDelimited, varint, WireReader } from './wire-reader.ts'
import { WireWriter } from './wire-writer.ts'

/** JSON that is stored as text within an object, and how it is written back. */
export interface EmbeddedJson {
  /** Called with each text that is read. */
  read(value: Json, text: string): void
  /** The text for a value. */
  write(value: Json): string
}

export function wireTypeOf(type: ScalarType): number {
  return 'ilb'.includes(type) ? varint : lengthDelimited
}

/** What Go has where nothing is stored, as its JSON. */
export function zeroOf(type: ScalarType): Json {
  return zeros[type]
}

const zeros: Readonly<Record<ScalarType, Json>> = {
  s: '',
  i: 0,
  l: 0,
  b: false,
  y: null,
  t: null,
  u: null,
  d: '0s',
  q: '0',
  x: 0,
  r: null,
  f: null,
}

/** The JSON of the value at which the reader stands. */
export function readScalar(reader: WireReader, type: ScalarType, embedded: EmbeddedJson): Json {
  switch (type) {
    case 's':
      return reader.text()
    case 'i':
      return int32(reader.signed())
    case 'l':
      return exact(reader.signed())
    case 'b':
      return boolean(reader.unsigned())
    case 'y':
      return Buffer.from(reader.delimited()).toString('base64')
    case 't':
      return timeJson(reader.delimited(), 0)
    case 'u':
      return timeJson(reader.delimited(), 6)
    case 'd':
      return formatDuration(soleFields(reader.delimited(), [varint]).number(1))
    case 'q':
      return quantityJson(reader.delimited())
    case 'x':
      return intOrStringJson(reader.delimited())
    case 'r':
    case 'f':
      return embeddedJson(reader.delimited(), embedded)
  }
}

/** Writes the field. Throws a KubernetesError for a value that its type cannot hold. */
export function writeScalar(
  writer: WireWriter,
  { number, type }: { readonly number: number; readonly type: ScalarType },
  value: Json,
  embedded: EmbeddedJson,
): void {
  if (type === 'b')
    writer.varint(number, value === true || value === false ? BigInt(value) : refuse(value, 'true or false'))
  else if (type === 'i') writer.varint(number, wholeNumber(value, 32))
  else if (type === 'l') writer.varint(number, wholeNumber(value, 64))
  else if (type === 's') writer.text(number, textValue(value))
  else if (type === 'y') writer.delimited(number, base64Bytes(value))
  else writer.delimited(number, messageBytes(type, value, embedded))
}

type MessageScalar = Exclude<ScalarType, 's' | 'i' | 'l' | 'b' | 'y'>

function messageBytes(type: MessageScalar, value: Json, embedded: EmbeddedJson): Uint8Array {
  const writer = new WireWriter()
  switch (type) {
    case 't':
    case 'u':
      if (value !== null) writeTime(writer, parseTime(textValue(value)), type)
      break
    case 'd':
      writer.varint(1, duration(textValue(value)))
      break
    case 'q':
      writer.text(1, quantity(value))
      break
    case 'x':
      writeIntOrString(writer, value)
      break
    case 'r':
    case 'f':
      if (value !== null) writer.text(1, embedded.write(value))
  }
  return writer.finish()
}

export function exact(value: bigint): Json {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function int32(value: bigint): number {
  if (BigInt.asIntN(32, value) !== value) throw new KubernetesError(`${value} does not fit into 32 bits`)
  return Number(value)
}

function boolean(value: bigint): boolean {
  if (value > 1n) throw new KubernetesError(`${value} is neither true nor false`)
  return value === 1n
}

function timeJson(bytes: Uint8Array, digits: 0 | 6): Json {
  if (bytes.length === 0) return null
  const fields = soleFields(bytes, [varint, varint])
  return timeText({ seconds: fields.number(1), nanoseconds: Number(fields.number(2)) }, digits)
}

/** Kubernetes keeps whole seconds, and microseconds in those that have them: to store more would be lost on it. */
function writeTime(writer: WireWriter, time: Timestamp | undefined, type: 't' | 'u'): void {
  if (time === undefined) return
  if (time.nanoseconds % (type === 't' ? 1e9 : 1000) !== 0) {
    throw new KubernetesError(`the time has a fraction that Kubernetes does not keep`)
  }
  writer.varint(1, time.seconds)
  writer.varint(2, BigInt(time.nanoseconds))
}

function duration(text: string): bigint {
  try {
    return parseDuration(text)
  } catch (error) {
    throw error instanceof CliError ? new KubernetesError(error.message) : error
  }
}

const quantityText = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/

function quantityJson(bytes: Uint8Array): Json {
  const text = soleFields(bytes, [lengthDelimited]).text(1)
  return text === undefined ? zeros.q : quantity(text)
}

function quantity(value: Json): string {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value
  return typeof text === 'string' && quantityText.test(text) ? text : refuse(value, 'a quantity like 100m or 2Gi')
}

/** The type is a number of its own; the value that it does not mean is stored as zero. */
function intOrStringJson(bytes: Uint8Array): Json {
  const fields = soleFields(bytes, [varint, varint, lengthDelimited])
  const [type, whole, text = ''] = [fields.number(1), int32(fields.number(2)), fields.text(3)]
  if (type === 0n && text === '') return whole
  if (type === 1n && whole === 0) return text
  throw new KubernetesError(`type ${type} of a number or text, with ${whole} and ${JSON.stringify(text)}`)
}

function writeIntOrString(writer: WireWriter, value: Json): void {
  const isText = typeof value === 'string'
  writer.varint(1, isText ? 1n : 0n)
  writer.varint(2, isText ? 0n : wholeNumber(value, 32))
  writer.text(3, isText ? textValue(value) : '')
}

function embeddedJson(bytes: Uint8Array, embedded: EmbeddedJson): Json {
  const text = soleFields(bytes, [lengthDelimited]).text(1) ?? ''
  if (text === '') return null
  try {
    const value = parseJson(text)
    embedded.read(value, text)
    return value
  } catch (error) {
    throw error instanceof SyntaxError ? new KubernetesError(`what it holds as JSON is none: ${error.message}`) : error
  }
}

interface SoleFields {
  number(number: number): bigint
  text(number: number): string | undefined
}

/** Reads a message that JSON shows as one value, by the wire types of its fields: what else it held could not be shown. */
function soleFields(bytes: Uint8Array, wireTypes: readonly number[]): SoleFields {
  const numbers = new Map<number, bigint>()
  const texts = new Map<number, string>()
  const reader = new WireReader(bytes)
  while (!reader.isAtEnd) {
    const { number, wireType } = reader.tag()
    const isKnown = wireTypes[number - 1] === wireType && !numbers.has(number) && !texts.has(number)
    if (!isKnown) throw new KubernetesError(`field ${number} of a value that has no such field, or has it twice`)
    if (wireType === varint) numbers.set(number, reader.signed())
    else texts.set(number, reader.text())
  }
  return { number: (number) => numbers.get(number) ?? 0n, text: (number) => texts.get(number) }
}

export function wholeNumber(value: Json, bits: 32 | 64): bigint {
  const whole = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
  const fits = typeof whole === 'bigint' && BigInt.asIntN(bits, whole) === whole
  return fits ? whole : refuse(value, `a whole number of ${bits} bits`)
}

export function textValue(value: Json): string {
  if (typeof value !== 'string') return refuse(value, 'a text')
  if (/\p{Surrogate}/u.test(value)) throw new KubernetesError('a text with half of a surrogate pair')
  return value
}

export function base64Bytes(value: Json): Uint8Array {
  const bytes = Buffer.from(textValue(value), 'base64')
  // the text is not shown: it may be a secret
  if (bytes.toString('base64') !== value) throw new KubernetesError('the text is not base64')
  return new Uint8Array(bytes)
}

function refuse(value: Json, wanted: string): never {
  const text = jsonText(value)
  throw new KubernetesError(`${text.length > 40 ? `${text.slice(0, 40)}...` : text} is not ${wanted}`)
}
