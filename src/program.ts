import type { Entry } from './app.ts'
import { alarm } from './commands/alarm/index.ts'
import { auth } from './commands/auth/index.ts'
import { check } from './commands/check/index.ts'
import { elect, lock } from './commands/concurrency.ts'
import { downgrade } from './commands/downgrade/index.ts'
import { endpoint } from './commands/endpoint/index.ts'
import { keyCommands } from './commands/keys.ts'
import { lease } from './commands/lease/index.ts'
import { compaction, defrag, moveLeader } from './commands/maintenance.ts'
import { makeMirror } from './commands/make-mirror/index.ts'
import { member } from './commands/member/index.ts'
import { role } from './commands/role/index.ts'
import { snapshot } from './commands/snapshot/index.ts'
import { txn } from './commands/txn/index.ts'
import { user } from './commands/user/index.ts'
import { watch } from './commands/watch/index.ts'
import { completionEntry, completionProtocol } from './frame/completion/entries.ts'

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

const options: Entry = {
  name: 'options',
  use: 'options',
  summary: 'List the flags that every command takes',
  helpGroup: 'utility',
  since: '3.7',
  examples: '  etcdctl options',
  load: async () => (await import('./commands/options.ts')).optionsCommand,
}

/** Every command, in the original's order of registration: suggestions follow it. */
export const program: Entry = {
  name: 'etcdctl',
  use: 'etcdctl',
  summary: 'A command line client for etcd',
  children: [
    ...keyCommands,
    txn,
    compaction,
    alarm,
    defrag,
    endpoint,
    moveLeader,
    watch,
    version,
    lease,
    member,
    snapshot,
    makeMirror,
    lock,
    elect,
    auth,
    user,
    role,
    check,
    { ...completionEntry('etcdctl'), since: '3.6' },
    downgrade,
    options,
    help,
    ...completionProtocol(async () => (await import('./main.ts')).etcdctl),
  ],
}
