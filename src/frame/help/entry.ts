import type { Leaf } from '../command.ts'

/** `help` of any program. */
export const helpEntry: Leaf<never> = {
  name: 'help',
  summary: 'Help about any command',
  helpGroup: 'utility',
  load: async () => (await import('./command.ts')).help,
}
