import { createHash } from 'node:crypto'
import { isObject, type Json, type JsonObject, jsonText } from './json.ts'
import { unknownPath } from './unknown-fields.ts'

/** kubectl keeps here, as JSON, all that was applied: the values of a Secret too. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** Shows a secret without telling it: the same value gives the same text. */
export function digestText(bytes: Uint8Array): string {
  const size = bytes.length === 1 ? '1 byte' : `${bytes.length} bytes`
  return `${size}, sha256 ${createHash('sha256').update(bytes).digest('hex')}`
}

/** The object with the values of a Secret as size and SHA-256, also those of a list of Secrets and of what is unknown in them. */
export function hideSecrets(object: JsonObject): JsonObject {
  const kind = object.get('kind')
  if (kind === 'SecretList')
    return mapped(object, 'items', (items) => (Array.isArray(items) ? items.map(hiddenItem) : items))
  return kind === 'Secret' ? hiddenSecret(object) : object
}

function hiddenItem(item: Json): Json {
  return isObject(item) ? hiddenSecret(item) : item
}

function hiddenSecret(secret: JsonObject): JsonObject {
  const known = hiddenUnknown(secret)
  const data = mapped(known, 'data', (values) => eachValue(values, (value) => digestText(Buffer.from(value, 'base64'))))
  const texts = mapped(data, 'stringData', (values) => eachValue(values, (value) => digestText(Buffer.from(value))))
  return mapped(texts, 'metadata', (metadata) => (isObject(metadata) ? hiddenAnnotation(metadata) : metadata))
}

function hiddenAnnotation(metadata: JsonObject): JsonObject {
  return mapped(metadata, 'annotations', (annotations) => {
    if (!isObject(annotations)) return annotations
    return mapped(annotations, lastApplied, (text) => digestText(Buffer.from(textOf(text))))
  })
}

function hiddenUnknown(secret: JsonObject): JsonObject {
  return new Map([...secret].map(([name, value]) => [name, unknownPath(name) === undefined ? value : digest(value)]))
}

function eachValue(values: Json, digestOf: (value: string) => string): Json {
  if (!isObject(values)) return values === null ? null : digest(values)
  return new Map(
    [...values].map(([name, value]) => [name, typeof value === 'string' ? digestOf(value) : digest(value)]),
  )
}

function digest(value: Json): string {
  return digestText(Buffer.from(textOf(value)))
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : jsonText(value)
}

function mapped(object: JsonObject, name: string, change: (value: Json) => Json): JsonObject {
  const value = object.get(name)
  return value === undefined ? object : new Map([...object, [name, change(value)]])
}
