import { quote } from '../../go/quote.ts'

// Loops, not patterns: compiling those takes longer than looking at the few fields of a command.

/** Of RFC 9110's token characters those that are no letters and digits; letters are in lower case in HTTP/2. */
const otherNameCharacters = "!#$%&'*+-.^_`|~"
const requestFields: ReadonlySet<string> = new Set([':method', ':path', ':scheme', ':authority', ':protocol'])

/**
 * What is wrong with a field, given those before it in its block, in the words of Go's gRPC (3.4 to 3.7), or undefined. The
 * value is not shown: it may be a secret.
 */
export function checkField(
  { name, value }: { readonly name: string; readonly value: string },
  before: ReadonlyMap<string, string>,
): string | undefined {
  const problem = name.startsWith(':') ? checkPseudo(name, before) : checkName(name)
  if (problem !== undefined || !hasControlCharacter(value)) return problem
  return `invalid header field value for ${quote(name)}`
}

function checkName(name: string): string | undefined {
  const isValid = name !== '' && [...name].every(isNameCharacter)
  return isValid ? undefined : `invalid header field name ${quote(name)}`
}

function isNameCharacter(char: string): boolean {
  return (char >= 'a' && char <= 'z') || (char >= '0' && char <= '9') || otherNameCharacters.includes(char)
}

/** Any control character but the tab. */
function hasControlCharacter(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    if ((code < 0x20 && code !== 9) || code === 0x7f) return true
  }
  return false
}

function checkPseudo(name: string, before: ReadonlyMap<string, string>): string | undefined {
  if (before.has(name)) return `duplicate pseudo-header ${quote(name)}`
  const earlier = [...before.keys()]
  if (!earlier.every((other) => other.startsWith(':'))) return 'pseudo header field after regular'
  const isRequest = requestFields.has(name)
  if (!isRequest && name !== ':status') return `invalid pseudo-header ${quote(name)}`
  const isMixed = earlier.some((other) => requestFields.has(other) !== isRequest)
  return isMixed ? 'mix of request and response pseudo headers' : undefined
}
