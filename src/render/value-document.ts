import { quote } from '../go/quote.ts'
import { shownYaml } from '../kubernetes/shown.ts'
import { yamlText } from '../kubernetes/yaml.ts'
import type { Decoding } from './results.ts'

let decoder: InstanceType<typeof TextDecoder> | undefined

/** A value as a document of YAML: decoded, else its text, else its bytes as YAML writes those. */
export function valueDocument(value: Uint8Array, decoding: Decoding | undefined): string {
  const shown = decoding?.show(value)
  if (shown !== undefined) return shownYaml(shown)
  const text = textOf(value)
  return text === undefined ? `!!binary ${Buffer.from(value).toString('base64')}\n` : yamlText(text)
}

/** A key within a comment: as it is, or quoted when it could end the comment or steer a terminal. */
export function keyText(key: Uint8Array): string {
  const quoted = quote(key)
  return textOf(key) === quoted.slice(1, -1) ? quoted.slice(1, -1) : quoted
}

/** Undefined for bytes that are not UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  decoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}
