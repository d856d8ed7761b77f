import { durationFlag, type Flag, stringFlag } from '../frame/flags.ts'
import { rawFlag } from '../frame/globals.ts'

const second = 1_000_000_000n

/** The flags that every command of etcdutl takes, and our own `--compat` and `--raw`. */
export function offlineGlobalFlags(): Flag[] {
  return [
    stringFlag('write-out', 'simple', 'how to print results: fields, json, simple or table', 'w'),
    durationFlag(
      'timeout',
      10n * second,
      'how long to wait for the lock of a database; 0 for as long as it takes',
    ).from('3.7'),
    stringFlag('compat', 'auto', 'print as this etcdutl release does: auto, 3.5, 3.6 or 3.7'),
    rawFlag(),
  ]
}
