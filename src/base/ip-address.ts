/** 4 or 6 for the text of an IP address of that version, with a zone or not, and 0 for anything else. Node's own function would load `net`. */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (isIpv4(text)) return 4
  if (!text.includes(':')) return 0
  const address = text.replace(/%.+$/s, '')
  return /^[\da-f:.]*:[\da-f:.]*$/i.test(address) && URL.canParse(`http://[${address}]`) ? 6 : 0
}

/** This uses no pattern: every command reads an address, and a pattern takes longer to compile. */
function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every(isOctet)
}

function isOctet(text: string): boolean {
  const number = Number(text)
  return number >= 0 && number < 256 && String(number) === text
}

/**
 * True for numbers that C libraries take as an address and Go does not: fewer than four, octal ones (`010.0.0.1` is 8.0.0.1)
 * and hexadecimal ones. Users do not mean the address that C makes of them.
 */
export function isHalfAddress(host: string): boolean {
  return !isIpv4(host) && /^(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+)){0,3}$/i.test(host)
}
