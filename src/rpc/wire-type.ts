import type { Field } from './schema.ts'

export const varint = 0
export const lengthDelimited = 2

/** The wire type of one element of the field. */
export function wireTypeOf(field: Field): number {
  return field.type === 'bytes' || field.type === 'string' || field.type === 'message' ? lengthDelimited : varint
}
