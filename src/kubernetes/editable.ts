import { decodeEnvelope, decodeStored } from './decode.ts'
import { encodeMessage } from './encode-message.ts'
import { type Envelope, hasEnvelope, readEnvelope, writeEnvelope } from './envelope.ts'
import { byBytes, isList, isObject, type Json, type JsonObject, jsonText, sorted } from './json.ts'
import { KubernetesError } from './kubernetes-error.ts'
import type { EmbeddedJson } from './scalars.ts'
import { messageOfKind } from './schema.ts'
import { parseYaml, yamlText } from './yaml.ts'

/** A stored object as a text that can be changed. */
export interface Editable {
  /** YAML. A Secret is there with its values. */
  readonly text: string
  /**
   * The value to store for a changed text: for an unchanged one the very bytes that are stored. Throws a KubernetesError that says what
   * is wrong with the text: no YAML, another apiVersion or kind, a field that Kubernetes does not know, a value of another type.
   */
  encode(text: string): Uint8Array
}

/**
 * Makes a stored object editable. Throws a KubernetesError for a value that is none, and for one that could not be written back byte for
 * byte: the unchanged text is read and encoded first, and compared with what is stored.
 */
export function editable(value: Uint8Array): Editable {
  const { object, encode } = hasEnvelope(value) ? editableProtobuf(value) : editableJson(value)
  const text = yamlText(object)
  const encodeText = (changed: string): Uint8Array => encode(sameKind(parseYaml(changed), object))
  if (Buffer.compare(encodeText(text), value) !== 0) {
    throw new KubernetesError(
      'the object could not be written back byte for byte: it is stored in a way that this program does not write',
    )
  }
  return { text, encode: encodeText }
}

interface EditableObject {
  readonly object: JsonObject
  readonly encode: (object: JsonObject) => Uint8Array
}

/** An object of another kind would be stored where nobody looks for it. */
function sameKind(changed: Json, object: JsonObject): JsonObject {
  if (!isObject(changed)) throw new KubernetesError('the text is no object')
  for (const name of ['apiVersion', 'kind']) {
    if (changed.get(name) !== object.get(name)) throw new KubernetesError(`${name} has to stay as it is`)
  }
  return changed
}

function editableProtobuf(value: Uint8Array): EditableObject {
  const envelope = readEnvelope(value)
  const embedded = new KeptTexts()
  const object = decodeEnvelope(envelope, embedded)
  return { object, encode: (changed) => encodeEnvelope(envelope, changed, embedded) }
}

/** Throws a KubernetesError for an object of a kind that the table does not have and for whatever its message cannot hold. */
function encodeEnvelope(envelope: Envelope, object: JsonObject, embedded: EmbeddedJson): Uint8Array {
  const message = messageOfKind(envelope.apiVersion, envelope.kind)
  if (message === undefined)
    throw new KubernetesError(`${envelope.apiVersion} ${envelope.kind} is not known to this program`)
  const fields = new Map(object)
  fields.delete('apiVersion')
  fields.delete('kind')
  return writeEnvelope({ ...envelope, raw: encodeMessage(fields, message, { path: '', embedded }) })
}

/** JSON within an object keeps the text that it is stored with for as long as it says the same. */
class KeptTexts implements EmbeddedJson {
  private readonly texts = new Map<string, string>()

  read(value: Json, text: string): void {
    this.texts.set(jsonText(sorted(value)), text)
  }

  write(value: Json): string {
    const text = jsonText(sorted(value))
    return this.texts.get(text) ?? text
  }
}

function editableJson(value: Uint8Array): EditableObject {
  const stored = decodeStored(value)
  if (stored.kind === 'encrypted') throw new KubernetesError(`the value is encrypted by ${stored.provider}`)
  if (stored.kind === 'broken') throw new KubernetesError(stored.reason)
  if (stored.kind === 'other') throw new KubernetesError('the value is no object of Kubernetes')
  const { object } = stored
  // Go ends what it writes to a stream in a newline
  const ending = value.at(-1) === newline ? '\n' : ''
  return { object, encode: (changed) => new Uint8Array(Buffer.from(jsonText(inOrderOf(changed, object)) + ending)) }
}

const newline = 10

/** The value with the names of its objects in the order that they are stored in; new ones come in byte order, behind those if these have none. */
function inOrderOf(value: Json, stored: Json | undefined): Json {
  if (isList(value)) return value.map((each, index) => inOrderOf(each, isList(stored) ? stored[index] : undefined))
  if (!isObject(value)) return value
  const known = isObject(stored) ? [...stored.keys()] : []
  const names = known.every((name, index) => index === 0 || byBytes(known[index - 1] ?? '', name) < 0)
    ? [...value.keys()].sort(byBytes)
    : [
        ...known.filter((name) => value.has(name)),
        ...[...value.keys()].filter((name) => !known.includes(name)).sort(byBytes),
      ]
  return new Map(
    names.map((name) => [name, inOrderOf(value.get(name) ?? null, isObject(stored) ? stored.get(name) : undefined)]),
  )
}
