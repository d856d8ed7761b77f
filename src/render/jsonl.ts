const largestExact = BigInt(Number.MAX_SAFE_INTEGER)
let decoder: InstanceType<typeof TextDecoder> | undefined

/** A value of a record. Bytes and ids are no values: see `bytesMember` and `idText`. */
export type RecordValue = string | number | bigint | boolean | null | undefined | readonly RecordValue[] | JsonRecord

export interface JsonRecord {
  readonly [name: string]: RecordValue
}

/**
 * The record as a line of `-w jsonl`. A 64-bit number is a JSON number where every reader takes it exactly, and a string above; what is
 * undefined is left out.
 */
export function recordLine(record: JsonRecord): string {
  return `${JSON.stringify(record, exactNumbers)}\n`
}

function exactNumbers(_name: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  return value >= -largestExact && value <= largestExact ? Number(value) : String(value)
}

/** Bytes under their name when they are UTF-8, else in base64 under a name that says so: nothing is lost. */
export function bytesMember(name: string, bytes: Uint8Array): JsonRecord {
  const text = utf8Text(bytes)
  return text === undefined ? { [`${name}_base64`]: base64(bytes) } : { [name]: text }
}

/** Undefined for bytes that are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  decoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** The id of a member, a cluster or a lease: always 16 digits. */
export function idText(id: bigint): string {
  return BigInt.asUintN(64, id).toString(16).padStart(16, '0')
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}
