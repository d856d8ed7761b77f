import { byBytes, type Json, type JsonObject } from './json.ts'
import { KubernetesError } from './kubernetes-error.ts'
import { type EmbeddedJson, readScalar, wireTypeOf, zeroOf } from './scalars.ts'
import { type Field, type FieldType, type Message, messageNamed } from './schema.ts'
import { readUnknown, unknownName } from './unknown-fields.ts'
import { lengthDelimited, WireReader } from './wire-reader.ts'

/** Messages within messages: Kubernetes has some twenty levels, and none that a stack could not hold. */
const deepest = 100

/** Where a message lies: how deep, its path of JSON names for errors, and what reads the JSON that is stored in it as text. */
export interface Place {
  readonly depth: number
  readonly path: string
  readonly embedded: EmbeddedJson
}

/**
 * The message as Kubernetes prints it, its fields in number order. A field that the table does not have is shown under a name that says
 * so. Throws a KubernetesError, with the path of the field, for bytes that are malformed, for a field that comes twice and for all
 * else that JSON could not show.
 */
export function decodeMessage(bytes: Uint8Array, message: Message, place: Place): JsonObject {
  const object = new Map<string, Json>()
  readFields({ bytes, message, place, object, inline: [] })
  return object
}

interface Reading {
  readonly bytes: Uint8Array
  readonly message: Message
  readonly place: Place
  readonly object: Map<string, Json>
  /** The numbers of the fields that lead to this message, when its fields stand among those of another. */
  readonly inline: readonly number[]
}

/** What was read of a field, by its number. */
type Values = Map<Field, Json | Uint8Array>

function readFields(reading: Reading): void {
  const { bytes, message, place, object } = reading
  if (place.depth > deepest) throw new KubernetesError(`${place.path}: messages are nested too deeply`)
  const values: Values = new Map()
  const unknown = new Map<string, JsonObject[]>()
  const reader = new WireReader(bytes)
  while (!reader.isAtEnd) readNext(reader, reading, values, unknown)
  for (const field of message.fields) addField(reading, field, values.get(field))
  for (const [name, list] of unknown) object.set(name, list)
}

function readNext(
  reader: WireReader,
  { message, place, inline }: Reading,
  values: Values,
  unknown: Map<string, JsonObject[]>,
): void {
  const at = { path: place.path }
  try {
    const { number, wireType } = reader.tag()
    const field = message.byNumber.get(number)
    at.path = `${place.path}.${field === undefined ? number : field.jsonName || number}`
    if (field !== undefined) {
      readField(reader, { field, wireType, place: within(place, field) }, values)
      return
    }
    const name = unknownName([...inline, number])
    const known = unknown.get(name) ?? []
    known.push(readUnknown(reader, wireType))
    unknown.set(name, known)
  } catch (error) {
    throw located(error, at.path)
  }
}

/** Names the place of what is wrong, once. */
function located(error: unknown, path: string): unknown {
  const isBare = error instanceof KubernetesError && !error.message.startsWith('.')
  return isBare ? new KubernetesError(`${path}: ${error.message}`) : error
}

function within(place: Place, field: Field): Place {
  const path = field.jsonName === '' ? place.path : `${place.path}.${field.jsonName}`
  return { ...place, depth: place.depth + 1, path }
}

interface FieldReading {
  readonly field: Field
  readonly wireType: number
  readonly place: Place
}

function readField(reader: WireReader, reading: FieldReading, values: Values): void {
  const { field, wireType, place } = reading
  if (field.shape === '[]') {
    const list = (values.get(field) ?? []) as Json[]
    values.set(field, list)
    readElements(reader, reading, list)
    return
  }
  if (wireType !== fieldWireType(field)) throw new KubernetesError(`wire type ${wireType}`)
  if (field.shape === '{}') {
    const map = (values.get(field) ?? new Map()) as Map<string, Json>
    values.set(field, map)
    readEntry(reader.delimited(), field.type, place, map)
    return
  }
  if (values.has(field)) throw new KubernetesError('it comes twice')
  // the fields of such a message are read into the object of its owner
  values.set(field, field.jsonName === '' ? reader.delimited() : readElement(reader, field.type, place))
}

function fieldWireType({ shape, type }: Field): number {
  return shape === '{}' || !('scalar' in type) ? lengthDelimited : wireTypeOf(type.scalar)
}

/** A list of numbers may also come behind one tag. */
function readElements(reader: WireReader, { field, wireType, place }: FieldReading, list: Json[]): void {
  const own = fieldWireType(field)
  if (wireType === own) {
    list.push(readElement(reader, field.type, place))
    return
  }
  if (wireType !== lengthDelimited) throw new KubernetesError(`wire type ${wireType}`)
  const packed = new WireReader(reader.delimited())
  while (!packed.isAtEnd) list.push(readElement(packed, field.type, place))
}

function readEntry(bytes: Uint8Array, type: FieldType, place: Place, map: Map<string, Json>): void {
  const reader = new WireReader(bytes)
  let key: string | undefined
  let value: Json | undefined
  while (!reader.isAtEnd) {
    const { number, wireType } = reader.tag()
    const expected = 'scalar' in type ? wireTypeOf(type.scalar) : lengthDelimited
    if (number === 1 && wireType === lengthDelimited && key === undefined) key = reader.text()
    else if (number === 2 && wireType === expected && value === undefined) value = readElement(reader, type, place)
    else throw new KubernetesError(`field ${number} of an entry that has no such field, or has it twice`)
  }
  if (map.has(key ?? '')) throw new KubernetesError(`the key ${JSON.stringify(key ?? '')} comes twice`)
  map.set(key ?? '', value ?? emptyElement(type, place))
}

function readElement(reader: WireReader, type: FieldType, place: Place): Json {
  if ('scalar' in type) return readScalar(reader, type.scalar, place.embedded)
  return readMessage(reader.delimited(), type, place)
}

function readMessage(bytes: Uint8Array, type: Exclude<FieldType, { scalar: unknown }>, place: Place): Json {
  if ('message' in type) return decodeMessage(bytes, messageNamed(type.message), place)
  const list: Json[] = []
  const reader = new WireReader(bytes)
  while (!reader.isAtEnd) {
    const { number, wireType } = reader.tag()
    if (number !== 1 || wireType !== lengthDelimited)
      throw new KubernetesError(`field ${number} of a list that has no such field`)
    list.push(readElement(reader, type.list, place))
  }
  return list
}

/** What Go makes of a value that is not stored. */
function emptyElement(type: FieldType, place: Place): Json {
  if ('message' in type) return decodeMessage(new Uint8Array(), messageNamed(type.message), place)
  if ('list' in type) return null
  return type.scalar === 'y' ? '' : zeroOf(type.scalar)
}

function addField(reading: Reading, field: Field, value: Json | Uint8Array | undefined): void {
  const { place, object, inline } = reading
  if (field.jsonName === '') {
    if (field.shape === '*' && value === undefined) return
    const message = messageNamed('message' in field.type ? field.type.message : '')
    const bytes = value instanceof Uint8Array ? value : new Uint8Array()
    readFields({ bytes, message, place: within(place, field), object, inline: [...inline, field.number] })
    return
  }
  const json = value === undefined ? absent(field, within(place, field)) : (value as Json)
  if (json !== undefined && !isLeftOut(field, json)) addTo(object, field.jsonName, inOrder(field, json), place)
}

function addTo(object: Map<string, Json>, name: string, value: Json, { path }: Place): void {
  if (object.has(name)) throw new KubernetesError(`${path}.${name}: two fields have this name`)
  object.set(name, value)
}

/** Undefined where nothing stands for the field. */
function absent(field: Field, place: Place): Json | undefined {
  if (field.shape === '*') return field.omit === '!' ? null : undefined
  return field.shape === '' ? emptyValue(field.type, place) : null
}

function emptyValue(type: FieldType, place: Place): Json {
  return 'scalar' in type ? zeroOf(type.scalar) : emptyElement(type, place)
}

/** Go leaves out what is empty, but never a message: that is no more than `{}`, or what its own JSON is. */
function isLeftOut({ omit, shape, type }: Field, json: Json): boolean {
  if (omit === '!' || shape === '*') return false
  if (shape !== '') return json === null || sizeOf(json) === 0
  if ('scalar' in type && !'silby'.includes(type.scalar)) return omit === '~' && json === null
  if ('message' in type) return false
  return json === null || json === '' || json === 0 || json === false || sizeOf(json) === 0
}

function sizeOf(json: Json): number | undefined {
  if (json instanceof Map) return json.size
  return Array.isArray(json) ? json.length : undefined
}

/** Kubernetes prints the entries of a map in the order of their keys. */
function inOrder({ shape }: Field, json: Json): Json {
  return shape === '{}' && json instanceof Map ? new Map([...json].sort(([a], [b]) => byBytes(a, b))) : json
}
