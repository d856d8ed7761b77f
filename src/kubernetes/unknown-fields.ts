import { isList, isObject, type Json, type JsonObject } from './json.ts'
import { KubernetesError } from './kubernetes-error.ts'
import { base64Bytes, exact } from './scalars.ts'
import { fixed32, fixed64, lengthDelimited, varint, type WireReader } from './wire-reader.ts'
import type { WireWriter } from './wire-writer.ts'

const beginning = 'unknown field '

/**
 * The name under which a field is shown that the table does not have: `unknown field 12`, or `unknown field 3.12` for one of a
 * message whose fields stand among those of another. No field of Kubernetes has a space in its name.
 */
export function unknownName(path: readonly number[]): string {
  return beginning + path.join('.')
}

/** The numbers in such a name; undefined for any other name. */
export function unknownPath(name: string): readonly number[] | undefined {
  const numbers = /^[1-9]\d*(?:\.[1-9]\d*)*$/.test(name.slice(beginning.length)) && name.startsWith(beginning)
  return numbers ? name.slice(beginning.length).split('.').map(Number) : undefined
}

/** Reads a value by its wire type alone: `{varint: 5}`, `{bytes: "AAEC"}`, `{fixed32: 1}`, `{fixed64: 1}`. */
export function readUnknown(reader: WireReader, wireType: number): JsonObject {
  if (wireType === varint) return new Map([['varint', exact(reader.signed())]])
  if (wireType === fixed64) return new Map([['fixed64', exact(reader.fixed(8))]])
  if (wireType === fixed32) return new Map([['fixed32', exact(reader.fixed(4))]])
  if (wireType === lengthDelimited) return new Map([['bytes', Buffer.from(reader.delimited()).toString('base64')]])
  throw new KubernetesError(`wire type ${wireType}`)
}

/** Writes what `readUnknown` has read. Throws a KubernetesError for anything else. */
export function writeUnknown(writer: WireWriter, number: number, values: Json): void {
  if (!isList(values)) throw new KubernetesError('no list')
  for (const value of values) {
    const [entry, ...others] = isObject(value) ? value : []
    if (entry === undefined || others.length > 0)
      throw new KubernetesError('neither varint, bytes, fixed32 nor fixed64')
    const [form, of] = entry
    if (form === 'bytes') writer.delimited(number, base64Bytes(of))
    else if (form === 'varint') writer.varint(number, numberWithin(of, -(1n << 63n), 1n << 63n))
    else if (form === 'fixed32') writer.fixed(number, 4, numberWithin(of, 0n, 1n << 32n))
    else if (form === 'fixed64') writer.fixed(number, 8, numberWithin(of, 0n, 1n << 64n))
    else throw new KubernetesError('neither varint, bytes, fixed32 nor fixed64')
  }
}

function numberWithin(value: Json, least: bigint, limit: bigint): bigint {
  const whole = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof whole !== 'bigint' || whole < least || whole >= limit)
    throw new KubernetesError('a number that does not fit')
  return whole
}
