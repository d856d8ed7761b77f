import type { Entry } from '../../app.ts'

/** `downgrade` and its subcommands. */
export const downgrade: Entry = {
  name: 'downgrade',
  use: 'downgrade <TARGET_VERSION>',
  summary: 'Prepare the cluster for an older release of etcd',
  helpGroup: 'maintenance',
  since: '3.6',
  examples: '  etcdctl downgrade validate 3.5\n  etcdctl downgrade enable 3.5\n  etcdctl downgrade cancel',
  children: [
    {
      name: 'validate',
      use: 'validate <TARGET_VERSION>',
      summary: 'Ask whether the cluster can go back to a release',
      long: 'Changes nothing. A cluster can go back by one minor release.',
      examples: '  etcdctl downgrade validate 3.5',
      load: async () => (await import('./change.ts')).downgradeValidateCommand,
    },
    {
      name: 'enable',
      use: 'enable <TARGET_VERSION>',
      summary: 'Start to go back to a release',
      long: 'The members write their data in the form of that release from now on; replace the binary of one member after the other.',
      examples: '  etcdctl downgrade enable 3.5',
      load: async () => (await import('./change.ts')).downgradeEnableCommand,
    },
    {
      name: 'cancel',
      use: 'cancel',
      summary: 'Give up going back to an older release',
      examples: '  etcdctl downgrade cancel',
      load: async () => (await import('./change.ts')).downgradeCancelCommand,
    },
  ],
}
