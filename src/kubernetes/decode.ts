import { latin1 } from '../base/bytes.ts'
import { decodeMessage } from './decode-message.ts'
import { type Envelope, hasEnvelope, readEnvelope } from './envelope.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { KubernetesError } from './kubernetes-error.ts'
import { parseJson } from './parse-json.ts'
import type { EmbeddedJson } from './scalars.ts'
import { type Message, messageOfKind } from './schema.ts'
import { textOf } from './wire-reader.ts'

/** What a stored value is. */
export type Stored =
  /** An object as Kubernetes prints it; `form` is how it is stored. */
  | { readonly kind: 'object'; readonly form: 'protobuf' | 'json'; readonly object: JsonObject }
  /** Encrypted by a provider of the API server; `size` counts the bytes behind the prefix. */
  | {
      readonly kind: 'encrypted'
      readonly provider: string
      readonly version: string
      readonly key: string
      readonly size: number
    }
  /** Begins as an object in protobuf and cannot be read as one. */
  | { readonly kind: 'broken'; readonly reason: string }
  /** Nothing of Kubernetes. */
  | { readonly kind: 'other' }

const ignored: EmbeddedJson = { read: () => undefined, write: () => '' }

/**
 * Tells what a stored value is, and decodes an object: protobuf in an envelope, or JSON with apiVersion and kind. Nothing of an object is
 * left out: what the table does not know is shown as unknown, and what could not be shown makes the value `broken`. Never throws.
 */
export function decodeStored(value: Uint8Array): Stored {
  try {
    if (hasEnvelope(value))
      return { kind: 'object', form: 'protobuf', object: decodeEnvelope(readEnvelope(value), ignored) }
    return encrypted(value) ?? decodeJson(value)
  } catch (error) {
    if (error instanceof KubernetesError) return { kind: 'broken', reason: error.message }
    throw error
  }
}

/** Throws a KubernetesError for what cannot be decoded whole. */
export function decodeEnvelope(envelope: Envelope, embedded: EmbeddedJson): JsonObject {
  const { apiVersion, kind, raw, contentEncoding, contentType } = envelope
  if (contentEncoding !== '') throw new KubernetesError(`the object is encoded as ${JSON.stringify(contentEncoding)}`)
  if (contentType === 'application/json') return jsonObject(textOf(raw))
  if (contentType !== '' && contentType !== protobufType) {
    throw new KubernetesError(`the object is of type ${JSON.stringify(contentType)}`)
  }
  const message = messageOfKind(apiVersion, kind) ?? unknownMessage
  const fields = decodeMessage(raw, message, { depth: 0, path: '', embedded })
  return new Map<string, Json>([['apiVersion', apiVersion], ['kind', kind], ...fields])
}

export const protobufType = 'application/vnd.kubernetes.protobuf'

/** All fields of a kind that the table does not have are unknown. */
const unknownMessage: Message = { name: '', fields: [], byNumber: new Map() }

/** `k8s:enc:PROVIDER:VERSION:KEY:` and the encrypted bytes. */
function encrypted(value: Uint8Array): Stored | undefined {
  const found = /^k8s:enc:([^:]*):([^:]*):([^:]*):/.exec(latin1(value.subarray(0, 1024)))
  if (found === null) return undefined
  const [prefix, provider = '', version = '', key = ''] = found
  return { kind: 'encrypted', provider, version, key, size: value.length - prefix.length }
}

/** An object in JSON says what it is; any other JSON is nothing of Kubernetes. */
function decodeJson(value: Uint8Array): Stored {
  if (value[0] !== openBrace) return { kind: 'other' }
  try {
    const object = parseJson(textOf(value))
    return isNamedObject(object) ? { kind: 'object', form: 'json', object } : { kind: 'other' }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof KubernetesError) return { kind: 'other' }
    throw error
  }
}

const openBrace = 0x7b

function jsonObject(text: string): JsonObject {
  try {
    const value = parseJson(text)
    if (isObject(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new KubernetesError('the object is said to be JSON and is none')
}

function isNamedObject(json: Json): json is JsonObject {
  return isObject(json) && isName(json.get('apiVersion')) && isName(json.get('kind'))
}

function isName(json: Json | undefined): boolean {
  return typeof json === 'string' && json !== ''
}
