import type { Entry } from './app.ts'
import { endpoint } from './commands/endpoint/index.ts'
import { keyCommands } from './commands/keys.ts'
import { member } from './commands/member/index.ts'

const version: Entry = {
  name: 'version',
  use: 'version',
  summary: 'Print the version of etcdctl',
  helpGroup: 'utility',
  examples: '  etcdctl version',
  load: async () => (await import('./commands/version.ts')).versionCommand,
}

const help: Entry = {
  name: 'help',
  use: 'help [command]',
  summary: 'Help about any command',
  helpGroup: 'utility',
}

/** Every command, in the original's order of registration: suggestions follow it. */
export const program: Entry = {
  name: 'etcdctl',
  use: 'etcdctl',
  summary: 'A command line client for etcd',
  children: [...keyCommands, endpoint, version, member, help],
}
