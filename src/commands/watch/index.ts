import type { Entry } from '../../app.ts'

export const watch: Entry = {
  name: 'watch',
  use: 'watch [options] [key or prefix] [range_end] [--] [exec-command arg1 arg2 ...]',
  summary: 'Print changes of keys as they happen',
  helpGroup: 'kv',
  long: `Prints PUT or DELETE, the key and the value of each change, until it is interrupted. When the connection is lost the watch goes
on at another endpoint, or as soon as one is back; no change is lost or printed twice. It ends when
what comes next has been compacted.

With a command behind -- the command is run once for each change, with ETCD_WATCH_EVENT_TYPE, ETCD_WATCH_KEY, ETCD_WATCH_VALUE
and ETCD_WATCH_REVISION in its environment. The key can also come from ETCDCTL_WATCH_KEY and ETCDCTL_WATCH_RANGE_END.`,
  examples: `  etcdctl watch /config/port
  etcdctl watch /config/ --prefix --rev 100
  etcdctl watch /config/port -- sh -c 'echo changed to $ETCD_WATCH_VALUE'
  etcdctl watch --interactive`,
  keepDash: true,
  environmentNames: ['watch-key', 'watch-range-end'],
  load: async () => (await import('../watch.ts')).watchCommand,
}
