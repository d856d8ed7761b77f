import { CliError } from '../base/errors.ts'
import type { KeyValue } from '../rpc/messages.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const nothing = new Uint8Array(0)
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** A key-value out of a line of JSON. */
export interface KeyRecord {
  readonly kv: KeyValue
  /** False for a line that was written without its value. */
  readonly hasValue: boolean
}

/** Reads a line that `get -w jsonl` wrote. Throws a CliError that names the line for anything else. */
export function parseKeyRecord(line: Uint8Array, where: string): KeyRecord {
  const record = objectIn(line, where)
  const key = bytesOf(record, 'key', where)
  const value = bytesOf(record, 'value', where)
  if (key === undefined) throw new CliError(`${where}: a record has no key`)
  const kv = {
    key,
    value: value ?? nothing,
    createRevision: numberOf(record, 'create_revision', where),
    modRevision: numberOf(record, 'mod_revision', where),
    version: numberOf(record, 'version', where),
    lease: leaseOf(record, where),
  }
  return { kv, hasValue: value !== undefined }
}

type JsonObject = Readonly<Record<string, unknown>>

function objectIn(line: Uint8Array, where: string): JsonObject {
  try {
    const value: unknown = JSON.parse(decoder.decode(line))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch {
    // said below
  }
  throw new CliError(`${where}: this is no line of get -w jsonl`)
}

/** Undefined when the record has neither form. */
function bytesOf(record: JsonObject, name: 'key' | 'value', where: string): Uint8Array | undefined {
  const { [name]: text, [`${name}_base64`]: encoded } = record
  if (text !== undefined && encoded !== undefined) throw new CliError(`${where}: ${name} stands there twice`)
  if (text !== undefined) return utf8Of(text, name, where)
  if (encoded === undefined) return undefined
  if (typeof encoded !== 'string' || !base64.test(encoded)) throw new CliError(`${where}: ${name}_base64 is not base64`)
  return new Uint8Array(Buffer.from(encoded, 'base64'))
}

function utf8Of(text: unknown, name: string, where: string): Uint8Array {
  if (typeof text !== 'string') throw new CliError(`${where}: ${name} is no string`)
  // a lone surrogate has no bytes
  if (/\p{Surrogate}/u.test(text)) throw new CliError(`${where}: ${name} is no text`)
  return new Uint8Array(Buffer.from(text, 'utf8'))
}

function numberOf(record: JsonObject, name: string, where: string): bigint {
  const value = record[name] ?? 0
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value)
  const isText = typeof value === 'string' && /^-?[0-9]{1,19}$/.test(value)
  if (!isNumber && !isText) throw new CliError(`${where}: ${name} is no whole number`)
  return BigInt.asIntN(64, BigInt(value as number | string))
}

function leaseOf({ lease = '0' }: JsonObject, where: string): bigint {
  if (typeof lease !== 'string' || !/^[0-9a-f]{1,16}$/.test(lease))
    throw new CliError(`${where}: lease is no hexadecimal id`)
  return BigInt.asIntN(64, BigInt(`0x${lease}`))
}
