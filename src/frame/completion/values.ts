import { type Profile, releases } from '../../base/release.ts'

/** What a shell completes as the value of a flag (since 3.6): by flag, and by command and flag for those of one command. */
const flagValues: Readonly<Record<string, readonly string[]>> = {
  '--write-out': ['fields', 'json', 'protobuf', 'simple', 'table'],
  '--compat': ['auto', ...releases],
  'get --consistency': ['l', 's'],
  'get --order': ['ASCEND', 'DESCEND'],
  'get --sort-by': ['CREATE', 'KEY', 'MODIFY', 'VALUE', 'VERSION'],
  'check perf --load': ['small', 'medium', 'large', 'xLarge'],
}

/** The shells that `completion` has a script for, in the original's order. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/** The values of `--flagName` for `command`, its words without the program's name. They are not cut to what was typed. */
export function valuesOf(command: string, flagName: string, profile: Profile): readonly string[] {
  if (profile.release === '3.4' || profile.release === '3.5') return []
  return flagValues[`--${flagName}`] ?? flagValues[`${command} --${flagName}`] ?? []
}
