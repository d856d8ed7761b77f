/**
 * What is wrong with the fields of an answer whose names end in `-bin`, which hold base64 with or without padding, in the words of Go's
 * gRPC (3.4 to 3.7); undefined when nothing is.
 */
export function binaryProblem(fields: ReadonlyMap<string, string>): string | undefined {
  for (const [name, value] of fields) {
    if (!name.endsWith('-bin')) continue
    const at = value
      .split(', ')
      .map(firstMistake)
      .find((each) => each >= 0)
    if (at !== undefined) return `transport: malformed ${name}: illegal base64 data at input byte ${at}`
  }
  return undefined
}

/** Where base64 goes wrong, or -1. */
function firstMistake(text: string): number {
  const isPadded = text.length % 4 === 0
  const body = isPadded ? text.replace(/={1,2}$/, '') : text
  const at = body.search(/[^A-Za-z0-9+/]/)
  if (at >= 0) return at
  return body.length % 4 === 1 ? body.length : -1
}
