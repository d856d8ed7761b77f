import type { Session } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { boolFlag, oneOf, stringFlag, type ValuesOf } from '../../go/flags.ts'
import type { Decoding } from '../../render/results.ts'

export const decodeModes = ['k8s', 'auto', 'none'] as const

/** For commands that show values. */
export const decodeFlags = [
  stringFlag(
    'decode',
    '',
    'show objects that Kubernetes has stored as YAML, or as JSON with -w jsonl: k8s, auto or none (auto with -w yaml)',
    { isOurs: true, values: decodeModes },
  ),
  boolFlag('show-secrets', 'with --decode, show the values of Secrets, not their sizes and digests', { isOurs: true }),
] as const

export type DecodeFlags = ValuesOf<typeof decodeFlags>

/** A decoding that counts what it could not read. */
export interface CountedDecoding extends Decoding {
  /** Throws a CliError when a value could not be read as the flags ask for. Called once all is printed. */
  refuseUnread(): void
}

/** What is wrong with the flags in a format; undefined when nothing is. */
export function decodeProblem(
  { decode, keysOnly }: Pick<DecodeFlags, 'decode'> & { readonly keysOnly?: boolean },
  format: string,
): UsageError | undefined {
  if (decode === '' && format !== 'yaml') return undefined
  if (decode !== '' && !decodeModes.some((mode) => mode === decode))
    return new UsageError(`invalid value "${decode}" for --decode: use ${oneOf(decodeModes)}`)
  if (decode !== 'none' && !['simple', 'yaml', 'jsonl'].includes(format))
    return new UsageError('--decode is for -w yaml, jsonl and simple')
  if (keysOnly === true && decode !== 'none')
    return new UsageError('--keys-only leaves no value to decode or to show as YAML')
  return undefined
}

/** Whether a run has to look closer at how it decodes: no other run loads anything for it. */
export function isDecoded({ decode }: DecodeFlags, { format }: Session): boolean {
  return decode !== '' || format === 'yaml'
}
