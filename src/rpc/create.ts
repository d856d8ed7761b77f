import type { Field, MessageField, MessageType } from './schema.ts'

/** Where a decoded message keeps the raw bytes of fields that its type does not have; `encode` writes them last. */
export const unknownFields: unique symbol = Symbol('unknown fields')

/** A message with the given values; all else is zero, an empty list, or absent where the interface allows it. */
export function create<T extends object>(type: MessageType<T>, values?: Partial<T>): T {
  const { zeros, lists, messages } = blankOf(type)
  const message = { ...zeros }
  for (const name of lists) message[name] = []
  for (const field of messages) message[field.name] = create(field.message())
  return Object.assign(message, values) as T
}

/** The value of a single field that was not set. */
export function zeroOf(field: Field): unknown {
  switch (field.type) {
    case 'int64':
    case 'uint64':
      return 0n
    case 'uint32':
    case 'enum':
      return 0
    case 'bool':
      return false
    case 'string':
      return ''
    case 'bytes':
      return noBytes
    case 'message':
      return create(field.message())
  }
}

const noBytes = new Uint8Array()

interface Blank {
  /** Copying one object gives all messages of a type one hidden class. */
  readonly zeros: Readonly<Record<string, unknown>>
  readonly lists: readonly string[]
  readonly messages: readonly MessageField[]
}

const blanks = new WeakMap<MessageType, Blank>()

function blankOf(type: MessageType): Blank {
  const known = blanks.get(type)
  if (known !== undefined) return known
  const blank = makeBlank(type.fields)
  blanks.set(type, blank)
  return blank
}

function makeBlank(fields: readonly Field[]): Blank {
  const zeros: Record<string, unknown> = {}
  const lists: string[] = []
  const messages: MessageField[] = []
  for (const field of fields) {
    if (field.repeated) lists.push(field.name)
    else if (field.type !== 'message') {
      if (field.presence !== 'explicit') zeros[field.name] = zeroOf(field)
    } else if (field.presence === 'required') messages.push(field)
  }
  return { zeros, lists, messages }
}
