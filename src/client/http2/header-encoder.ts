import { staticTable } from './static-table.ts'

/** Fields that a request needs, by their numbers; the rest is written in full. */
const whole: Readonly<Record<string, number>> = { ':method POST': 3, ':scheme http': 6, ':scheme https': 7 }
const never = 0x10

/**
 * Goes in front of a header block: it says that the table has no size from now on. A server that makes the table smaller has to be
 * told, though nothing of ours is ever kept there (RFC 7541, 4.2).
 */
export const noTable = Uint8Array.of(0x20)

/**
 * A header block: fields of the static table by number, all others in full. Secrets among them stay out of the tables
 * on the way (RFC 7541, 7.1.3). Names and values are ASCII.
 */
export function encodeHeaders(fields: Readonly<Record<string, string>>): Uint8Array {
  const bytes: number[] = []
  for (const [name, value] of Object.entries(fields)) {
    const known = whole[`${name} ${value}`]
    if (known === undefined) writeField(bytes, name, value)
    else bytes.push(0x80 | known)
  }
  return new Uint8Array(bytes)
}

function writeField(bytes: number[], name: string, value: string): void {
  const index = staticTable.indexOf(name) + 1
  writeInteger(bytes, index, 4, name === 'token' ? never : 0)
  if (index === 0) writeText(bytes, name)
  writeText(bytes, value)
}

function writeText(bytes: number[], text: string): void {
  writeInteger(bytes, text.length, 7, 0)
  for (let at = 0; at < text.length; at++) bytes.push(text.charCodeAt(at))
}

function writeInteger(bytes: number[], value: number, bits: number, flags: number): void {
  const full = 2 ** bits - 1
  if (value < full) {
    bytes.push(flags | value)
    return
  }
  bytes.push(flags | full)
  let rest = value - full
  for (; rest >= 0x80; rest >>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
}
