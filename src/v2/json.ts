/** JSON with whole numbers as bigint: indexes have 64 bits. */
export type Json = null | boolean | string | number | bigint | readonly Json[] | { readonly [name: string]: Json }

/** From here on a number may not be exact as JavaScript reads it. */
const longNumber = /\d{16}/

/** Reads JSON. Throws a SyntaxError for anything else. */
export function parseJson(text: string): Json {
  if (!longNumber.test(text)) return JSON.parse(text) as Json
  return JSON.parse(withBigNumbers(text), (_name, value) => unmarked(value)) as Json
}

/** The name of the only member of an object that stands for a long number. No text can be taken for such an object. */
const longName = '\u0000long'

/** Long whole numbers as objects of their digits; strings stay as they are. */
function withBigNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') ? token : `{${JSON.stringify(longName)}:"${token}"}`,
  )
}

function unmarked(value: unknown): unknown {
  const isLong = typeof value === 'object' && value !== null && Object.hasOwn(value, longName)
  return isLong ? BigInt((value as Record<string, string>)[longName] ?? '') : value
}

/** JSON, but of another kind than is needed. The message is Go's, for what stands alone. */
export class WrongKind extends Error {
  constructor(json: Json, goType: string) {
    super(`json: cannot unmarshal ${kindOf(json)} into Go value of type ${goType}`)
  }
}

function kindOf(json: Json): string {
  if (json === null) return 'null'
  if (Array.isArray(json)) return 'array'
  if (typeof json === 'bigint') return 'number'
  return typeof json === 'boolean' ? 'bool' : typeof json
}

/** Undefined for null, which stands for nothing. Throws a WrongKind. */
export function objectOf(json: Json | undefined, goType = 'map[string]interface {}'): JsonObject | undefined {
  if (json === undefined || json === null) return undefined
  if (typeof json !== 'object' || Array.isArray(json)) throw new WrongKind(json, goType)
  return json as JsonObject
}

export type JsonObject = { readonly [name: string]: Json }

/** A member of an object; undefined for one that is not there. Throws a WrongKind for what is no object. */
export function member(json: Json | undefined, name: string): Json | undefined {
  return objectOf(json)?.[name]
}

/** Empty for none. Throws a WrongKind. */
export function textOf(json: Json | undefined): string {
  if (json === undefined || json === null) return ''
  if (typeof json !== 'string') throw new WrongKind(json, 'string')
  return json
}

/** 0 for none. Throws a WrongKind. */
export function integerOf(json: Json | undefined): bigint {
  if (json === undefined || json === null) return 0n
  if (typeof json === 'bigint') return json
  if (!Number.isInteger(json)) throw new WrongKind(json, 'int')
  return BigInt(json as number)
}

/** Empty for none. Throws a WrongKind. */
export function listOf(json: Json | undefined): readonly Json[] {
  if (json === undefined || json === null) return []
  if (!Array.isArray(json)) throw new WrongKind(json, '[]interface {}')
  return json
}
