import type { Entry } from '../../app.ts'

/** `alarm` and its subcommands. */
export const alarm: Entry = {
  name: 'alarm',
  use: 'alarm <subcommand>',
  summary: 'Show and clear alarms',
  helpGroup: 'maintenance',
  examples: '  etcdctl alarm list\n  etcdctl alarm disarm',
  children: [
    {
      name: 'disarm',
      use: 'disarm',
      summary: 'Clear every alarm',
      long: 'Clears all alarms of all members and prints them. A cause that is still there raises its alarm again.',
      examples: '  etcdctl alarm disarm',
      load: async () => (await import('./disarm.ts')).alarmDisarmCommand,
    },
    {
      name: 'list',
      use: 'list',
      summary: 'List the alarms that are raised',
      long: 'NOSPACE: a member has reached its storage quota. CORRUPT: the data of members differs.',
      examples: '  etcdctl alarm list\n  etcdctl alarm list -w json',
      load: async () => (await import('./list.ts')).alarmListCommand,
    },
  ],
}
