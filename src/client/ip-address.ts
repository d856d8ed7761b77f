const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const ipv4 = new RegExp(`^${octet}(\\.${octet}){3}$`)

/** 4 or 6 for the text of an IP address of that version, with a zone or not, and 0 for anything else. Node's own takes `net` along. */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (ipv4.test(text)) return 4
  const address = text.replace(/%.+$/s, '')
  return /^[\da-f:.]*:[\da-f:.]*$/i.test(address) && URL.canParse(`http://[${address}]`) ? 6 : 0
}

const number = '(?:0x[\\da-f]+|\\d+)'
const numbers = new RegExp(`^${number}(?:\\.${number}){0,3}$`, 'i')

/**
 * True for numbers that C libraries take as an address and Go does not: fewer than four, octal ones (`010.0.0.1` is 8.0.0.1)
 * and hexadecimal ones. Nobody means what they stand for.
 */
export function isHalfAddress(host: string): boolean {
  return numbers.test(host) && ipVersion(host) === 0
}
