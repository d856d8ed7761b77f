import type { Entry } from '../app.ts'

export const compaction: Entry = {
  name: 'compaction',
  use: 'compaction [options] <revision>',
  summary: 'Forget the history of keys before a revision',
  helpGroup: 'kv',
  long: 'Older values can no longer be read or watched. The space in the database is free for new data, but the file stays as big as it is: see defrag.',
  examples: '  etcdctl compaction 48213\n  etcdctl compaction 48213 --physical',
  load: async () => (await import('./compaction.ts')).compactionCommand,
}

export const defrag: Entry = {
  name: 'defrag',
  use: 'defrag',
  summary: 'Give unused space of the database back to the file system',
  helpGroup: 'maintenance',
  long: 'A member answers nothing while it is busy with this, so the endpoints get their turn one after the other.',
  examples:
    '  etcdctl defrag\n  etcdctl --endpoints=https://10.0.0.1:2379,https://10.0.0.2:2379 defrag\n  etcdctl --command-timeout=1m defrag --cluster',
  load: async () => (await import('./defrag.ts')).defragCommand,
}

export const moveLeader: Entry = {
  name: 'move-leader',
  use: 'move-leader <transferee-member-id>',
  summary: 'Hand the leadership to another member',
  helpGroup: 'maintenance',
  long: 'The leader must be among the endpoints.',
  examples: '  etcdctl --endpoints=https://10.0.0.1:2379,https://10.0.0.2:2379 move-leader 8e9e05c52164694d',
  load: async () => (await import('./move-leader.ts')).moveLeaderCommand,
}
