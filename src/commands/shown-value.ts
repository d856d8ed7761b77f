import { UsageError } from '../base/errors.ts'
import { boolFlag, oneOf, stringFlag, type ValuesOf } from '../go/flags.ts'

const modes = ['auto', 'k8s', 'none']

/** For commands that show values to people. */
export const shownValueFlags = [
  stringFlag('decode', 'auto', `show objects that Kubernetes has stored as YAML: ${oneOf(modes)}`, {
    isOurs: true,
    values: modes,
  }),
  boolFlag('show-secrets', 'show the values of Secrets, not their sizes and digests', { isOurs: true }),
] as const

export type ShownValueFlags = ValuesOf<typeof shownValueFlags>

/** What stands for a value on a screen. */
export type ShownValue = (value: Uint8Array) => Promise<Uint8Array>

/** Undefined when values are shown as they are. Throws a UsageError for a mode that there is none of. */
export function shownValue({ decode, showSecrets }: ShownValueFlags): ShownValue | undefined {
  if (!modes.includes(decode)) throw new UsageError(`invalid value "${decode}" for --decode: use ${oneOf(modes)}`)
  if (decode === 'none') return undefined
  return async (value) => {
    if (!mayBeObject(value)) return value
    const { shown, shownYaml } = await import('../kubernetes/shown.ts')
    const object = shown(value, { showSecrets })
    return object === undefined ? value : new Uint8Array(Buffer.from(shownYaml(object)))
  }
}

/** Objects of Kubernetes begin so, in protobuf, encrypted, or in JSON: nothing is loaded for any other value. */
export function mayBeObject(value: Uint8Array): boolean {
  const [first, second, third] = value
  return (first === 0x6b && second === 0x38 && third === 0x73) || first === 0x7b
}
