import type { Entry } from './app.ts'
import { alarm } from './commands/alarm/index.ts'
import { auth } from './commands/auth/index.ts'
import { downgrade } from './commands/downgrade/index.ts'
import { endpoint } from './commands/endpoint/index.ts'
import { keyCommands } from './commands/keys.ts'
import { compaction, defrag, moveLeader } from './commands/maintenance.ts'
import { member } from './commands/member/index.ts'
import { role } from './commands/role/index.ts'
import { snapshot } from './commands/snapshot/index.ts'
import { user } from './commands/user/index.ts'

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
  children: [
    ...keyCommands,
    compaction,
    alarm,
    defrag,
    endpoint,
    moveLeader,
    version,
    member,
    snapshot,
    auth,
    user,
    role,
    downgrade,
    help,
  ],
}
