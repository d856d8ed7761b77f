import type { Field, MessageType, ScalarName } from '../../src/rpc/schema.ts'

/** Values at the ends of each type's range; the first of each is zero or empty. */
const extremes: Record<ScalarName | 'enum', readonly unknown[]> = {
  int64: [0n, -(2n ** 63n), 2n ** 63n - 1n, -1n, 1n, 2n ** 32n, 2n ** 53n + 1n],
  uint64: [0n, 2n ** 64n - 1n, 2n ** 63n, 1n, 2n ** 32n - 1n, 128n],
  uint32: [0, 2 ** 32 - 1, 2 ** 31, 1, 127, 128],
  bool: [false, true],
  bytes: [new Uint8Array(), Uint8Array.of(0), Uint8Array.of(255, 254, 0, 1), new Uint8Array(300).fill(7)],
  string: ['', 'a', 'grüße \u{1f600}', '\ufeffmark', 'x'.repeat(200)],
  enum: [0, 1, 2],
}

/**
 * A message of the type whose scalars are the `variant`th extreme of theirs. Each variant sets another member of a oneof;
 * messages are nested two levels deep.
 */
export function sample<T extends object>(type: MessageType<T>, variant: number, depth = 2): T {
  const message: Record<string, unknown> = {}
  for (const field of type.fields) {
    const value = sampleField(type, field, variant, depth)
    if (value !== undefined) message[field.name] = value
  }
  return message as T
}

function sampleField(type: MessageType, field: Field, variant: number, depth: number): unknown {
  if (!isChosen(type, field, variant)) return undefined
  if (field.type === 'message' && depth === 0 && field.presence !== 'required') return field.repeated ? [] : undefined
  if (!field.repeated) return sampleValue(field, variant, depth)
  const length = variant % 4
  return Array.from({ length }, (_, index) => sampleValue(field, variant + index, depth))
}

function sampleValue(field: Field, variant: number, depth: number): unknown {
  if (field.type === 'message') return sample(field.message(), variant, Math.max(depth - 1, 0))
  const values = extremes[field.type]
  return values[variant % values.length]
}

function isChosen(type: MessageType, field: Field, variant: number): boolean {
  if (field.oneof === undefined) return true
  const members = type.fields.filter((other) => other.oneof === field.oneof)
  return members[variant % members.length] === field
}
