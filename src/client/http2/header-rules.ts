import { quote } from '../../render/quote.ts'

/** Of RFC 9110's token characters, those that are allowed in HTTP/2, where names are in lower case. */
const nameCharacters = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
/** All but the tab, and line ends as well. */
const controlCharacters = /[\0-\b\n-\x1f\x7f]/
const requestFields: ReadonlySet<string> = new Set([':method', ':path', ':scheme', ':authority', ':protocol'])

/**
 * What is wrong with a field behind those that came before it in its block, in the words of Go's gRPC (3.4 to 3.7), or
 * undefined. The value is not shown: it may be a secret.
 */
export function checkField(
  { name, value }: { readonly name: string; readonly value: string },
  before: ReadonlyMap<string, string>,
): string | undefined {
  const problem = name.startsWith(':') ? checkPseudo(name, before) : checkName(name)
  if (problem !== undefined || !controlCharacters.test(value)) return problem
  return `invalid header field value for ${quote(name)}`
}

function checkName(name: string): string | undefined {
  return nameCharacters.test(name) ? undefined : `invalid header field name ${quote(name)}`
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
