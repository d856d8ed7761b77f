import { utf8Text } from './jsonl.ts'

/** A value that people can read line by line; undefined for one that is no UTF-8 or has a NUL in it. */
export function plainText(value: Uint8Array): string | undefined {
  return value.includes(0) ? undefined : utf8Text(value)
}
