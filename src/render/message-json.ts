import type { Field, MessageType } from '../rpc/schema.ts'
import { type JsonValue, jsonLine, toJson } from './json-writer.ts'

/** A message as one line of JSON, under the rules of `messageToValue`. */
export function messageToJson<T extends object>(type: MessageType<T>, message: T): string {
  return toJson(messageToValue(type, message))
}

/** The same on a line of its own. */
export function messageLine<T extends object>(type: MessageType<T>, message: T): string[] {
  return jsonLine(messageToValue(type, message))
}

/**
 * A message as a JSON value: fields in number order under the protocol's names, left out when zero, false, empty or absent;
 * enums as numbers; a message that is present but empty as `{}`.
 */
export function messageToValue(type: MessageType, message: object): { [key: string]: JsonValue } {
  const values: { [key: string]: JsonValue } = {}
  for (const field of type.fields) {
    const value = (message as Readonly<Record<string, unknown>>)[field.name]
    if (!isEmpty(value)) values[field.protoName] = Array.isArray(value) ? toList(field, value) : toValue(field, value)
  }
  return values
}

function toList(field: Field, list: readonly unknown[]): JsonValue {
  return list.map((element) => toValue(field, element))
}

function toValue(field: Field, value: unknown): JsonValue {
  return field.type === 'message' ? messageToValue(field.message(), value as object) : (value as JsonValue)
}

function isEmpty(value: unknown): boolean {
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length === 0
  return value === undefined || value === false || value === 0 || value === 0n || value === ''
}
