import { writeEnvelope } from '../../src/kubernetes/envelope.ts'
import { WireWriter } from '../../src/kubernetes/wire-writer.ts'

/** A message, written without the table of Kubernetes: numbers of fields with texts, whole numbers, bytes or messages. */
export type Wire = readonly (readonly [number: number, value: string | bigint | Uint8Array | Wire])[]

export function wireMessage(fields: Wire): Uint8Array {
  const writer = new WireWriter()
  for (const [number, value] of fields) {
    if (typeof value === 'string') writer.text(number, value)
    else if (typeof value === 'bigint') writer.varint(number, value)
    else writer.delimited(number, value instanceof Uint8Array ? value : wireMessage(value))
  }
  return writer.finish()
}

/** An object as an API server stores it. */
export function storedObject(apiVersion: string, kind: string, fields: Wire): Uint8Array {
  return writeEnvelope({ apiVersion, kind, raw: wireMessage(fields), contentEncoding: '', contentType: '' })
}

/** The metadata of an object as an API server stores it, with further fields. */
export function storedMetadata(name: string, ...more: Wire): Wire {
  const own: Wire = [
    [1, name],
    [2, ''],
    [3, 'default'],
    [4, ''],
    [5, ''],
    [6, ''],
    [7, 0n],
    [8, []],
  ]
  return [...own, ...more]
}

export function storedAnnotation(key: string, value: string): Wire[number] {
  return [
    12,
    [
      [1, key],
      [2, value],
    ],
  ]
}
