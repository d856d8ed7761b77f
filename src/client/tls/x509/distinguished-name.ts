import { type DerElement, DerReader, MalformedError, objectIdText, tags } from './der.ts'

const invalid = 'x509: invalid RDNSequence'

/** Throws a MalformedError, in Go's words, for a name with an attribute that is no text of its type. */
export function checkDistinguishedName(name: Buffer): void {
  const sets = new DerReader(name).readSequence(invalid)
  while (!sets.isEmpty) {
    const attributes = new DerReader(sets.read(tags.set, invalid))
    while (!attributes.isEmpty) {
      const attribute = attributes.readSequence(`${invalid}: invalid attribute`)
      const typeProblem = `${invalid}: invalid attribute type`
      objectIdText(attribute.read(tags.objectId, typeProblem), typeProblem)
      checkText(attribute.readAny(`${invalid}: invalid attribute value`))
    }
  }
}

interface TextType {
  readonly name: string
  readonly isValid: (content: Buffer) => boolean
}

const numeric = '0123456789 '
/** Go takes `*` and `&` as well. */
const printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+,-./ :=?*&"

/** The text types that Go knows, by tag. */
const textTypes: Readonly<Record<number, TextType>> = {
  12: { name: 'UTF-8 string', isValid: isUtf8 },
  18: { name: 'NumericString', isValid: (content) => isMadeOf(content, numeric) },
  19: { name: 'PrintableString', isValid: (content) => isMadeOf(content, printable) },
  20: { name: 'T61String', isValid: () => true },
  22: { name: 'IA5String', isValid: isAscii },
  30: { name: 'BMPString', isValid: isBasicMultilingual },
}

function checkText({ tag, content }: DerElement): void {
  const type = textTypes[tag]
  const problem = type === undefined ? `unsupported string type: ${tag}` : `invalid ${type.name}`
  if (type?.isValid(content) !== true) throw new MalformedError(`${invalid}: invalid attribute value: ${problem}`)
}

function isMadeOf(content: Buffer, characters: string): boolean {
  return content.every((byte) => characters.includes(String.fromCharCode(byte)))
}

export function isAscii(content: Buffer): boolean {
  for (let at = 0; at < content.length; at++) if ((content[at] ?? 0) >= 0x80) return false
  return true
}

function isUtf8(content: Buffer): boolean {
  return isAscii(content) || Buffer.from(content.toString()).equals(content)
}

function isBasicMultilingual(content: Buffer): boolean {
  if (content.length % 2 !== 0) return false
  for (let at = 0; at < content.length; at += 2) {
    const point = content.readUInt16BE(at)
    if (point >= 0xfffe || (point >= 0xfdd0 && point <= 0xfdef) || (point >= 0xd800 && point <= 0xdfff)) return false
  }
  return true
}
