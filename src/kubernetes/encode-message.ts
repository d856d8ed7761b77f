import { byBytes, isList, isObject, type Json, type JsonObject } from './json.ts'
import { KubernetesError } from './kubernetes-error.ts'
import { type EmbeddedJson, writeScalar, zeroOf } from './scalars.ts'
import { type Field, type FieldType, type Message, messageNamed } from './schema.ts'
import { unknownPath, writeUnknown } from './unknown-fields.ts'
import { WireWriter } from './wire-writer.ts'

/** Where an object lies: its path of names for errors, and what writes the JSON that is stored in it as text. */
interface Place {
  readonly path: string
  readonly embedded: EmbeddedJson
}

/**
 * The bytes of a message as Kubernetes writes it: fields in number order, all that are no pointers, and maps in the order of their keys.
 * Throws a KubernetesError, with the path, for a name that the message does not have and for a value that its type cannot hold.
 */
export function encodeMessage(object: JsonObject, message: Message, place: Place): Uint8Array {
  const rest = new Map(object)
  const bytes = writeFields({ rest, message, place, inline: [] })
  const [name] = rest.keys()
  if (name !== undefined) throw new KubernetesError(`${place.path}.${name}: Kubernetes knows no such field`)
  return bytes
}

interface Writing {
  /** What has not been written yet: the messages whose fields stand in one object take out their own. */
  readonly rest: Map<string, Json>
  readonly message: Message
  readonly place: Place
  readonly inline: readonly number[]
}

function writeFields(writing: Writing): Uint8Array {
  const { message, rest, place, inline } = writing
  const writer = new WireWriter()
  const unknown = unknownFields(rest, inline)
  const known = message.fields.map(({ number }) => number)
  const numbers = [...new Set([...known, ...unknown.keys()])].sort((a, b) => a - b)
  for (const number of numbers) {
    const field = message.byNumber.get(number)
    const values = unknown.get(number)
    if (field !== undefined) writeField(writer, field, writing)
    if (values !== undefined) at(`${place.path}.${number}`, () => writeUnknown(writer, number, values))
  }
  return writer.finish()
}

/** Takes out the unknown fields of the message that `inline` leads to. */
function unknownFields(rest: Map<string, Json>, inline: readonly number[]): Map<number, Json> {
  const found = new Map<number, Json>()
  for (const [name, value] of rest) {
    const path = unknownPath(name)
    if (path === undefined || path.length !== inline.length + 1) continue
    if (!inline.every((number, index) => path[index] === number)) continue
    found.set(path.at(-1) ?? 0, value)
    rest.delete(name)
  }
  return found
}

function writeField(writer: WireWriter, field: Field, { rest, place, inline }: Writing): void {
  const { number, jsonName } = field
  if (jsonName === '') {
    const message = messageNamed('message' in field.type ? field.type.message : '')
    const bytes = writeFields({ rest, message, place, inline: [...inline, number] })
    if (field.shape === '' || bytes.length > 0) writer.delimited(number, bytes)
    return
  }
  const value = rest.get(jsonName)
  rest.delete(jsonName)
  const inside = { ...place, path: `${place.path}.${jsonName}` }
  at(inside.path, () => writeValue(writer, field, value, inside))
}

/** Names the place of what is wrong, once. */
function at(path: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    const isBare = error instanceof KubernetesError && !error.message.startsWith('.')
    throw isBare ? new KubernetesError(`${path}: ${error.message}`) : error
  }
}

function writeValue(writer: WireWriter, field: Field, value: Json | undefined, place: Place): void {
  const { shape, type, number } = field
  if (shape === '[]') writeList(writer, field, value ?? null, place)
  else if (shape === '{}') writeMap(writer, field, value ?? null, place)
  else if (value !== undefined && value !== null) writeElement(writer, { number, type }, value, place)
  else if (shape === '') writeAbsent(writer, { number, type }, place)
}

function writeList(writer: WireWriter, { number, type }: Field, value: Json, place: Place): void {
  if (value === null) return
  if (!isList(value)) throw new KubernetesError('no list')
  value.forEach((each, index) => {
    const inside = { ...place, path: `${place.path}[${index}]` }
    at(inside.path, () => writeElement(writer, { number, type }, each, inside))
  })
}

function writeMap(writer: WireWriter, { number, type }: Field, value: Json, place: Place): void {
  if (value === null) return
  if (!isObject(value)) throw new KubernetesError('no map of names to values')
  for (const key of [...value.keys()].sort(byBytes)) {
    const inside = { ...place, path: `${place.path}[${JSON.stringify(key)}]` }
    const entry = new WireWriter()
    entry.text(1, key)
    at(inside.path, () => writeElement(entry, { number: 2, type }, value.get(key) ?? null, inside))
    writer.delimited(number, entry.finish())
  }
}

interface Element {
  readonly number: number
  readonly type: FieldType
}

function writeElement(writer: WireWriter, { number, type }: Element, value: Json, place: Place): void {
  if ('scalar' in type) writeScalar(writer, { number, type: type.scalar }, value, place.embedded)
  else if ('list' in type) writer.delimited(number, listBytes(type.list, value, place))
  else writer.delimited(number, messageBytes(type.message, value, place))
}

function messageBytes(name: string, value: Json, place: Place): Uint8Array {
  if (!isObject(value)) throw new KubernetesError('no object')
  return encodeMessage(value, messageNamed(name), place)
}

function listBytes(type: FieldType, value: Json, place: Place): Uint8Array {
  const inner = new WireWriter()
  if (value === null) return inner.finish()
  if (!isList(value)) throw new KubernetesError('no list')
  for (const each of value) writeElement(inner, { number: 1, type }, each, place)
  return inner.finish()
}

/** What is no pointer is written with the value that Go gives it, but no bytes for no bytes. */
function writeAbsent(writer: WireWriter, { number, type }: Element, place: Place): void {
  if ('list' in type) writer.delimited(number, new Uint8Array())
  else if ('message' in type) writer.delimited(number, messageBytes(type.message, new Map(), place))
  else if (type.scalar !== 'y') writeScalar(writer, { number, type: type.scalar }, zeroOf(type.scalar), place.embedded)
}
