/** What Go calls the alerts of TLS (RFC 8446, section 6). */
const alerts: Readonly<Record<number, string>> = {
  10: 'unexpected message',
  20: 'bad record MAC',
  22: 'record overflow',
  40: 'handshake failure',
  42: 'bad certificate',
  43: 'unsupported certificate',
  44: 'revoked certificate',
  45: 'expired certificate',
  46: 'unknown certificate',
  47: 'illegal parameter',
  48: 'unknown certificate authority',
  49: 'access denied',
  50: 'error decoding message',
  51: 'error decrypting message',
  70: 'protocol version not supported',
  71: 'insufficient security level',
  80: 'internal error',
  90: 'user canceled',
  109: 'missing extension',
  110: 'unsupported extension',
  112: 'unrecognized name',
  113: 'bad certificate status response',
  115: 'unknown PSK identity',
  116: 'certificate required',
  120: 'no application protocol',
}

/** The alert that an error of a TLS library tells of, `remote error: tls: …`; undefined for another error. */
export function alertWords(error: Error): string | undefined {
  const number = /alert number (\d+)/i.exec(error.message)?.[1] ?? numberByName(error)
  if (number === undefined) return undefined
  return `remote error: tls: ${alerts[Number(number)] ?? `alert(${number})`}`
}

/** Some libraries tell the name only. */
function numberByName(error: Error): string | undefined {
  const name = /ALERT_([A-Z_]+)/i.exec('code' in error ? `${error.code} ${error.message}` : error.message)?.[1]
  if (name === undefined) return undefined
  const text = name.toLowerCase().replaceAll('_', ' ')
  const known = {
    'unknown ca': '48',
    'certificate expired': '45',
    'certificate revoked': '44',
    'protocol version': '70',
  }
  const found = Object.entries(alerts).find(([, words]) => words.toLowerCase() === text)?.[0]
  return known[text as keyof typeof known] ?? found
}
