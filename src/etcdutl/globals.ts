import { releases } from '../base/release.ts'
import { rawFlag } from '../frame/early-flags.ts'
import { durationFlag, oneOf, stringFlag } from '../go/flags.ts'
import { originalFormats } from '../render/formats.ts'

const second = 1_000_000_000n

/** No command prints files in protobuf, but the original completes the name. */
const printable = originalFormats.filter((name) => name !== 'protobuf')

/** The flags that every command of etcdutl takes, and our own `--compat` and `--raw`. */
export const offlineGlobalFlags = [
  stringFlag('write-out', 'simple', `how to print results: ${oneOf([...printable, 'jsonl'])}`, {
    shorthand: 'w',
    values: originalFormats,
    ourValues: ['jsonl'],
  }),
  durationFlag('timeout', 10n * second, 'how long to wait for the lock of a database; 0 for as long as it takes', {
    since: '3.7',
  }),
  stringFlag('compat', 'auto', 'print as this etcdutl release does: auto, 3.5, 3.6 or 3.7', {
    isOurs: true,
    values: ['auto', ...releases],
  }),
  rawFlag,
] as const
