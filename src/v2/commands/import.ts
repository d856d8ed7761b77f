import { intFlag, stringFlag, stringsFlag } from '../../go/flags.ts'
import { v2Action } from '../command.ts'

/** Only 3.0 has it. */
export const importSnapshot = v2Action({
  args: ' ',
  flags: [
    stringFlag('snap', '', 'Path to the valid etcd 0.4.x snapshot.'),
    stringsFlag('hidden', [], 'Hidden key spaces to import from snapshot'),
    intFlag('c', 10n, 'Number of concurrent clients to import the data'),
  ],
  run: async (run, _args, { snap, hidden, c }) => {
    const { importKeys } = await import('../import-keys.ts')
    await importKeys(run, { path: snap, hidden, writers: c })
  },
})
