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

/** A member of an object; undefined for one that is not there and for what is no object. */
export function member(json: Json | undefined, name: string): Json | undefined {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return undefined
  return (json as { readonly [name: string]: Json })[name]
}

export function textOf(json: Json | undefined): string {
  return typeof json === 'string' ? json : ''
}

export function integerOf(json: Json | undefined): bigint {
  if (typeof json === 'bigint') return json
  return typeof json === 'number' && Number.isInteger(json) ? BigInt(json) : 0n
}

export function listOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : []
}
