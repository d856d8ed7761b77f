import { jsonString } from '../go/json.ts'

/**
 * A value of JSON. An object is a Map, which keeps the order of its names whatever they are; a whole number is a bigint where a
 * number would not be exact.
 */
export type Json = null | boolean | number | bigint | string | JsonList | JsonObject
export type JsonList = readonly Json[]
export type JsonObject = ReadonlyMap<string, Json>

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map
}

export function isList(value: Json | undefined): value is JsonList {
  return Array.isArray(value)
}

/** Orders as Go does: by the bytes of UTF-8. */
export function byBytes(a: string, b: string): number {
  const isPlain = !/[\ud800-\uffff]/.test(a) && !/[\ud800-\uffff]/.test(b)
  if (isPlain) return a < b ? -1 : a > b ? 1 : 0
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** The same value with the names of all its objects in byte order, as Kubernetes prints objects. */
export function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const names = [...value.keys()].sort(byBytes)
  return new Map(names.map((name) => [name, sorted(value.get(name) ?? null)]))
}

/** Writes JSON in one line as Go does, `<`, `>` and `&` escaped, in the order that the objects have. */
export function jsonText(value: Json): string {
  if (typeof value === 'string') return jsonString(value, 'go1.22')
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`
  if (!isObject(value)) return String(value)
  return `{${[...value].map(([name, of]) => `${jsonString(name, 'go1.22')}:${jsonText(of)}`).join(',')}}`
}

/** Whether both are the same, whatever the order of names. */
export function isSame(a: Json, b: Json): boolean {
  return jsonText(sorted(a)) === jsonText(sorted(b))
}
