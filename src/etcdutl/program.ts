import { completionEntry, completionProtocol } from '../frame/completion/entries.ts'
import type { OfflineEntry } from './app.ts'
import { dumpLogs, hash, iterateBucket, listBucket, scanKeys } from './inspection.ts'
import { backup, check, defrag, hashkv, migrate } from './maintenance.ts'
import { snapshot } from './snapshot.ts'

const version: OfflineEntry = {
  name: 'version',
  use: 'version',
  summary: 'Print the version of etcdutl',
  examples: '  etcdutl version',
  load: async () => (await import('./commands/version.ts')).versionCommand,
}

const help: OfflineEntry = { name: 'help', use: 'help [command]', summary: 'Help about any command' }

/** Every command of etcdutl, in the original's order of registration: suggestions follow it. */
export const offlineProgram: OfflineEntry = {
  name: 'etcdutl',
  use: 'etcdutl',
  summary: 'Work on the files of etcd, without a server',
  children: [
    backup,
    check,
    defrag,
    snapshot,
    hashkv,
    version,
    completionEntry('etcdutl'),
    migrate,
    listBucket,
    iterateBucket,
    hash,
    scanKeys,
    dumpLogs,
    help,
    ...completionProtocol(async () => (await import('./main.ts')).etcdutl),
  ],
}
