import { rawFlag } from '../frame/early-flags.ts'
import { durationFlag, stringFlag } from '../go/flags.ts'

const second = 1_000_000_000n

/** The flags that every command of etcdutl takes, and our own `--compat` and `--raw`. */
export const offlineGlobalFlags = [
  stringFlag('write-out', 'simple', 'how to print results: fields, json, simple or table', { shorthand: 'w' }),
  durationFlag('timeout', 10n * second, 'how long to wait for the lock of a database; 0 for as long as it takes', {
    since: '3.7',
  }),
  stringFlag('compat', 'auto', 'print as this etcdutl release does: auto, 3.5, 3.6 or 3.7', { isOurs: true }),
  rawFlag,
] as const
