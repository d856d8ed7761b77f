const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const ipv4 = new RegExp(`^${octet}(\\.${octet}){3}$`)

/** 4 or 6 for the text of an IP address of that version, with a zone or not, and 0 for anything else. Node's own takes `net` along. */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (ipv4.test(text)) return 4
  const address = text.replace(/%[^%]+$/, '')
  return /^[\da-f:.]*:[\da-f:.]*$/i.test(address) && URL.canParse(`http://[${address}]`) ? 6 : 0
}
