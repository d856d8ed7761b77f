import type { Leaf } from '../command.ts'
import type { ProgramName } from './scripts.ts'

/** `completion` of a program. */
export function completionEntry(program: ProgramName): Leaf<never> {
  return {
    name: 'completion',
    summary: 'Print a completion script for a shell',
    helpGroup: 'utility',
    load: async () => (await import('./script-command.ts')).completionOf(program),
  }
}

/** The hidden commands that the shells' completion scripts call: `__complete` says what each candidate is, the other does not. */
export const completionProtocol: readonly Leaf<never>[] = [
  {
    name: '__complete',
    summary: 'List what the last word of a command line can be',
    hidden: true,
    load: async () => (await import('./complete-command.ts')).complete,
  },
  {
    name: '__completeNoDesc',
    summary: 'List what the last word of a command line can be',
    hidden: true,
    load: async () => (await import('./complete-command.ts')).completeBarely,
  },
]
