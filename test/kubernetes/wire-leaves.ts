import { type FieldType, type Message, messageNamed } from '../../src/kubernetes/schema.ts'

/**
 * All that is stored in a message, a line each, whatever the order of fields and the length of numbers; zeros and empty texts, which say
 * nothing, are left out. Written apart from the decoder, to judge it. Throws for bytes that are no message.
 */
export function wireLeaves(bytes: Uint8Array, message: Message | undefined, path = ''): string[] {
  const lines: string[] = []
  const counts = new Map<number, number>()
  for (const { number, wireType, value } of wireFields(bytes)) {
    const field = message?.byNumber.get(number)
    const count = counts.get(number) ?? 0
    counts.set(number, count + 1)
    const isMany = field === undefined || field.shape === '[]'
    const place = `${path}/${number}${isMany ? `[${count}]` : ''}`
    if (field === undefined) lines.push(`${place} ${wireType} ${shownValue(value)}`)
    else if (field.shape === '{}') lines.push(...entryLeaves(value, field.type, place))
    else if (field.shape === '[]' && wireType === 2 && 'scalar' in field.type && 'ilb'.includes(field.type.scalar)) {
      const packed = packedNumbers(value)
      packed.forEach((each, index) => {
        lines.push(`${path}/${number}[${count + index}] ${each}`)
      })
      counts.set(number, count + packed.length)
    } else lines.push(...(isMany ? [`${place} is there`] : []), ...elementLeaves(value, field.type, place))
  }
  return lines.sort()
}

type WireValue = bigint | Uint8Array

function elementLeaves(value: WireValue, type: FieldType, place: string): string[] {
  if ('message' in type && value instanceof Uint8Array) return wireLeaves(value, messageNamed(type.message), place)
  const isText = 'scalar' in type && 'sy'.includes(type.scalar)
  // a message with a JSON of its own is judged by its parts as well
  if (value instanceof Uint8Array && !isText) return partLeaves(value, place)
  const text = shownValue(value)
  return text === '0' || text === '' ? [] : [`${place} ${text}`]
}

function partLeaves(bytes: Uint8Array, place: string): string[] {
  const parts = [...wireFields(bytes)].map(({ number, value }) => [number, shownValue(value)] as const)
  return parts.filter(([, text]) => text !== '' && text !== '0').map(([number, text]) => `${place}/${number} ${text}`)
}

function entryLeaves(value: WireValue, type: FieldType, place: string): string[] {
  const fields = value instanceof Uint8Array ? [...wireFields(value)] : []
  const keys = fields.filter(({ number }) => number === 1).map(({ value: key }) => shownValue(key))
  const key = `${place}{${keys.join('}{')}}`
  return [
    `${key} is there`,
    ...fields.flatMap(({ number, value: of }) => (number === 1 ? [] : elementLeaves(of, type, `${key}/${number}`))),
  ]
}

function shownValue(value: WireValue): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(BigInt.asIntN(64, value))
}

function packedNumbers(value: WireValue): string[] {
  const numbers: string[] = []
  if (!(value instanceof Uint8Array)) return numbers
  for (let at = 0; at < value.length; ) {
    const [number, next] = varintAt(value, at)
    numbers.push(String(BigInt.asIntN(64, number)))
    at = next
  }
  return numbers.map((text) => text)
}

function* wireFields(bytes: Uint8Array): Generator<{ number: number; wireType: number; value: WireValue }> {
  for (let at = 0; at < bytes.length; ) {
    const [tag, start] = varintAt(bytes, at)
    const [number, wireType] = [Number(tag >> 3n), Number(tag & 7n)]
    if (wireType === 0) {
      const [value, next] = varintAt(bytes, start)
      yield { number, wireType, value }
      at = next
      continue
    }
    const [size, from] = wireType === 2 ? varintAt(bytes, start) : [wireType === 1 ? 8n : 4n, start]
    if (wireType !== 2 && wireType !== 1 && wireType !== 5) throw new Error(`wire type ${wireType}`)
    at = from + Number(size)
    if (at > bytes.length) throw new Error('cut short')
    yield { number, wireType, value: bytes.subarray(from, at) }
  }
}

function varintAt(bytes: Uint8Array, start: number): [value: bigint, next: number] {
  let value = 0n
  for (let at = start, shift = 0n; at < bytes.length; at++, shift += 7n) {
    value |= BigInt((bytes[at] ?? 0) & 0x7f) << shift
    if ((bytes[at] ?? 0) < 0x80) return [value, at + 1]
  }
  throw new Error('cut short')
}
