import { atLeast, type Profile } from '../../base/release.ts'
import type { Flag } from '../../go/flags.ts'

/** The shells that `completion` has a script for, in the original's order. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/** What is completed as the value of a flag (since 3.6). They are not cut to what was typed. */
export function completedValues({ values = [], ourValues = [] }: Flag, profile: Profile): readonly string[] {
  if (profile.auto) return [...values, ...ourValues]
  return atLeast(profile, '3.6') ? values : []
}
