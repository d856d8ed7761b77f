import { boolFlag, int64Flag, stringFlag, type ValuesOf } from '../../go/flags.ts'

/** Flags without the action: `txn` reads its `put` lines with the same grammar. */
export const putFlags = [
  boolFlag('ignore-lease', 'keep the lease that the key has'),
  boolFlag('ignore-value', 'keep the value that the key has'),
  stringFlag('lease', '0', 'tie the key to this lease (hexadecimal id)'),
  boolFlag('prev-kv', 'also print what was stored before'),
] as const

const isOurs = true

/** What no release of the original has. */
export const ourFlags = [
  boolFlag('allow-empty', 'store an empty value when standard input or the file is empty', { isOurs }),
  boolFlag('chomp', 'cut one newline from the end of standard input or the file', { isOurs }),
  boolFlag('dry-run', 'only say what would be stored', { isOurs }),
  stringFlag('file', '', 'store what this file holds', { isOurs }),
  boolFlag('if-absent', 'only when the key does not exist', { isOurs }),
  int64Flag('if-revision', 0n, 'only when the key was last changed at this revision; 0 when it does not exist', {
    isOurs,
  }),
  stringFlag('if-value', '', 'only when this is the value of the key', { isOurs }),
  boolFlag('value-base64', 'the value is given in base64', { isOurs }),
  boolFlag('value-hex', 'the value is given in hexadecimal', { isOurs }),
] as const

export type PutFlags = ValuesOf<typeof putFlags>
export type OurPutFlags = ValuesOf<typeof ourFlags>
