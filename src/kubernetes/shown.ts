import { decodeStored, type Stored } from './decode.ts'
import { type JsonObject, jsonText, sorted } from './json.ts'
import { hideSecrets } from './secrets.ts'
import { yamlText } from './yaml.ts'

export interface ShowSettings {
  /** Show the values of Secrets, not their sizes and digests. */
  readonly showSecrets: boolean
}

/** A value of Kubernetes as a person sees it. */
export type Shown = { readonly object: JsonObject } | Exclude<Stored, { readonly kind: 'object' | 'other' }>

/**
 * What a stored value is shown as; undefined for one that is nothing of Kubernetes, which is shown as it is. A value that is broken or
 * encrypted is never shown itself: it may be a Secret.
 */
export function shown(value: Uint8Array, { showSecrets }: ShowSettings): Shown | undefined {
  const stored = decodeStored(value)
  if (stored.kind === 'other') return undefined
  if (stored.kind !== 'object') return stored
  return { object: showSecrets ? stored.object : hideSecrets(stored.object) }
}

/** One document of YAML, ending in a newline. What is no object is said in a comment. */
export function shownYaml(value: Shown): string {
  return 'object' in value ? yamlText(value.object) : `# ${remark(value)}\n`
}

/**
 * The member of a line of JSON that stands for the value: `"object":{...}`, `"encrypted":{"provider","version","key","size"}`, or
 * `"broken":"why"`.
 */
export function shownMember(value: Shown): string {
  if ('object' in value) return `"object":${jsonText(sorted(value.object))}`
  if (value.kind === 'broken') return `"broken":${jsonText(remark(value))}`
  const { provider, version, key, size } = value
  const members: JsonObject = new Map<string, string | number>(Object.entries({ provider, version, key, size }))
  return `"encrypted":${jsonText(members)}`
}

function remark(value: Exclude<Shown, { readonly object: JsonObject }>): string {
  if (value.kind === 'broken') return `begins as an object of Kubernetes and cannot be read: ${value.reason}`
  const { provider, version, key, size } = value
  return `encrypted by ${provider} (${version}) with the key ${key}: ${size} bytes`
}
