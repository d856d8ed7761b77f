import type { App } from '../app.ts'
import type { Group } from '../frame/command.ts'
import { completionEntry, completionProtocol } from '../frame/completion/entries.ts'
import { helpEntry } from '../frame/help/entry.ts'
import { endpointFlags } from './endpoint/cluster-flag.ts'

/** Every command of etcdctl, in the original's order of registration: suggestions follow it. */
export const root: Group<App> = {
  name: 'etcdctl',
  use: 'etcdctl',
  summary: 'A command line client for etcd',
  children: [
    {
      name: 'get',
      summary: 'Read a key, a range or a prefix',
      helpGroup: 'kv',
      load: async () => (await import('./get.ts')).get,
    },
    {
      name: 'put',
      summary: 'Store a value under a key',
      helpGroup: 'kv',
      load: async () => (await import('./put/put.ts')).put,
    },
    {
      name: 'del',
      summary: 'Delete a key, a range or a prefix',
      helpGroup: 'kv',
      load: async () => (await import('./del.ts')).del,
    },
    {
      name: 'txn',
      summary: 'Run several requests as one transaction',
      helpGroup: 'kv',
      load: async () => (await import('./txn/txn.ts')).txn,
    },
    {
      name: 'ls',
      summary: 'Show one level of the names of keys',
      helpGroup: 'kv',
      isOurs: true,
      load: async () => (await import('./ls.ts')).ls,
    },
    {
      name: 'tree',
      summary: 'Draw the names of keys',
      helpGroup: 'kv',
      isOurs: true,
      load: async () => (await import('./tree.ts')).tree,
    },
    {
      name: 'du',
      summary: 'Show what takes the space, branch by branch',
      helpGroup: 'kv',
      isOurs: true,
      load: async () => (await import('./du.ts')).du,
    },
    {
      name: 'log',
      summary: 'Show what happened to keys, newest first',
      helpGroup: 'kv',
      isOurs: true,
      load: async () => (await import('./log/log.ts')).log,
    },
    {
      name: 'diff',
      summary: 'Show how two clusters, files or revisions differ',
      helpGroup: 'kv',
      isOurs: true,
      load: async () => (await import('./diff.ts')).diff,
    },
    {
      name: 'apply',
      summary: 'Make the cluster like a snapshot, an export or an older revision',
      helpGroup: 'kv',
      isOurs: true,
      load: async () => (await import('./apply/apply.ts')).apply,
    },
    {
      name: 'undo',
      summary: 'Take back what a revision changed',
      helpGroup: 'kv',
      isOurs: true,
      load: async () => (await import('./undo/undo.ts')).undo,
    },
    {
      name: 'edit',
      summary: 'Edit a value in an editor',
      helpGroup: 'kv',
      isOurs: true,
      load: async () => (await import('./edit/edit.ts')).edit,
    },
    {
      name: 'compaction',
      summary: 'Remove the history of keys before a revision',
      helpGroup: 'kv',
      load: async () => (await import('./compaction.ts')).compaction,
    },
    {
      name: 'alarm',
      use: 'alarm <subcommand>',
      summary: 'Show and clear alarms',
      helpGroup: 'maintenance',
      examples: '  etcdctl alarm list\n  etcdctl alarm disarm',
      children: [
        {
          name: 'disarm',
          summary: 'Clear every alarm',
          load: async () => (await import('./alarm/disarm.ts')).alarmDisarm,
        },
        {
          name: 'list',
          summary: 'List the alarms that are raised',
          load: async () => (await import('./alarm/list.ts')).alarmList,
        },
      ],
    },
    {
      name: 'defrag',
      summary: 'Give unused space of the database back to the file system',
      helpGroup: 'maintenance',
      load: async () => (await import('./defrag.ts')).defrag,
    },
    {
      name: 'endpoint',
      use: 'endpoint <subcommand>',
      summary: 'Ask endpoints for their health, status and hash',
      helpGroup: 'maintenance',
      flags: endpointFlags,
      children: [
        {
          name: 'health',
          summary: 'Check whether endpoints can commit a proposal',
          load: async () => (await import('./endpoint/health.ts')).endpointHealth,
        },
        {
          name: 'status',
          summary: 'Show the version, size, leader and raft state of endpoints',
          load: async () => (await import('./endpoint/status.ts')).endpointStatus,
        },
        {
          name: 'hashkv',
          summary: 'Show the hash of the key history of endpoints',
          load: async () => (await import('./endpoint/hashkv.ts')).endpointHashKv,
        },
      ],
    },
    {
      name: 'move-leader',
      summary: 'Hand the leadership to another member',
      helpGroup: 'maintenance',
      load: async () => (await import('./move-leader.ts')).moveLeader,
    },
    {
      name: 'watch',
      summary: 'Print changes of keys as they happen',
      helpGroup: 'kv',
      load: async () => (await import('./watch/watch.ts')).watch,
    },
    {
      name: 'version',
      summary: 'Print the version of etcdctl',
      helpGroup: 'utility',
      load: async () => (await import('./version.ts')).version,
    },
    {
      name: 'lease',
      use: 'lease <subcommand>',
      summary: 'Grant, inspect, renew and revoke leases',
      long: 'A lease is a time to live that keys can be tied to: when it runs out, or is revoked, its keys are deleted.',
      helpGroup: 'kv',
      children: [
        {
          name: 'grant',
          summary: 'Create a lease',
          load: async () => (await import('./lease/grant.ts')).leaseGrant,
        },
        {
          name: 'revoke',
          summary: 'End a lease and delete its keys',
          load: async () => (await import('./lease/revoke.ts')).leaseRevoke,
        },
        {
          name: 'timetolive',
          summary: 'Show the remaining time and the keys of a lease',
          load: async () => (await import('./lease/timetolive.ts')).leaseTimeToLive,
        },
        {
          name: 'list',
          summary: 'List all leases',
          load: async () => (await import('./lease/list.ts')).leaseList,
        },
        {
          name: 'keep-alive',
          summary: 'Keep a lease alive by renewing it',
          load: async () => (await import('./lease/keep-alive.ts')).leaseKeepAlive,
        },
      ],
    },
    {
      name: 'member',
      use: 'member <subcommand>',
      summary: 'Show and change the members of the cluster',
      helpGroup: 'maintenance',
      examples:
        '  etcdctl member list\n  etcdctl member add etcd-4 --peer-urls=https://10.0.0.4:2380\n  etcdctl member remove 8e9e05c52164694d',
      children: [
        {
          name: 'add',
          summary: 'Add a member to the cluster',
          load: async () => (await import('./member/add.ts')).memberAdd,
        },
        {
          name: 'remove',
          summary: 'Remove a member from the cluster',
          load: async () => (await import('./member/remove.ts')).memberRemove,
        },
        {
          name: 'update',
          summary: 'Change the peer URLs of a member',
          load: async () => (await import('./member/update.ts')).memberUpdate,
        },
        {
          name: 'list',
          summary: 'List the members of the cluster',
          load: async () => (await import('./member/list.ts')).memberList,
        },
        {
          name: 'promote',
          summary: 'Give a learner a vote',
          load: async () => (await import('./member/promote.ts')).memberPromote,
        },
      ],
    },
    {
      name: 'snapshot',
      use: 'snapshot <subcommand>',
      summary: 'Save the database of a member to a file',
      helpGroup: 'maintenance',
      examples: '  etcdctl snapshot save /backup/etcd.db',
      children: [
        {
          name: 'save',
          summary: 'Save the database of one member to a file',
          load: async () => (await import('./snapshot/save.ts')).snapshotSave,
        },
        {
          name: 'status',
          summary: 'Sum up a snapshot file, as etcdutl snapshot status does',
          until: '3.5',
          load: async () => (await import('./snapshot/status.ts')).snapshotStatus,
        },
        {
          name: 'restore',
          summary: 'Make a data directory from a snapshot file, as etcdutl snapshot restore does',
          until: '3.5',
          load: async () => (await import('./snapshot/restore.ts')).snapshotRestore,
        },
      ],
    },
    {
      name: 'make-mirror',
      summary: 'Copy keys to another cluster and keep the copy up to date',
      helpGroup: 'utility',
      load: async () => (await import('./make-mirror/make-mirror.ts')).makeMirror,
    },
    {
      name: 'migrate',
      summary: 'Copy the keys of a v2 store into the v3 database of its member',
      helpGroup: 'maintenance',
      until: '3.4',
      load: async () => (await import('./migrate.ts')).migrate,
    },
    {
      name: 'lock',
      summary: 'Hold a named lock, for a command or until interrupted',
      helpGroup: 'concurrency',
      load: async () => (await import('./lock/lock.ts')).lock,
    },
    {
      name: 'elect',
      summary: 'Stand for election, or watch who leads',
      helpGroup: 'concurrency',
      load: async () => (await import('./elect.ts')).elect,
    },
    {
      name: 'auth',
      use: 'auth <enable or disable>',
      summary: 'Turn authentication on or off',
      helpGroup: 'authentication',
      children: [
        {
          name: 'enable',
          summary: 'Ask every client for a login from now on',
          load: async () => (await import('./auth/enable.ts')).authEnable,
        },
        {
          name: 'disable',
          summary: 'Let every client in without a login',
          load: async () => (await import('./auth/disable.ts')).authDisable,
        },
        {
          name: 'status',
          summary: 'Show whether authentication is on',
          since: '3.5',
          load: async () => (await import('./auth/status.ts')).authStatus,
        },
      ],
    },
    {
      name: 'user',
      use: 'user <subcommand>',
      summary: 'Manage users, their passwords and their roles',
      helpGroup: 'authentication',
      children: [
        {
          name: 'add',
          summary: 'Add a user',
          load: async () => (await import('./user/add.ts')).userAdd,
        },
        {
          name: 'delete',
          summary: 'Delete a user',
          load: async () => (await import('./user/delete.ts')).userDelete,
        },
        {
          name: 'get',
          summary: 'Show the roles of a user',
          load: async () => (await import('./user/get.ts')).userGet,
        },
        {
          name: 'list',
          summary: 'List all users',
          load: async () => (await import('./user/list.ts')).userList,
        },
        {
          name: 'passwd',
          summary: 'Change the password of a user',
          load: async () => (await import('./user/passwd.ts')).userPasswd,
        },
        {
          name: 'grant-role',
          summary: 'Give a role to a user',
          load: async () => (await import('./user/grant-role.ts')).userGrantRole,
        },
        {
          name: 'revoke-role',
          summary: 'Take a role from a user',
          load: async () => (await import('./user/revoke-role.ts')).userRevokeRole,
        },
      ],
    },
    {
      name: 'role',
      use: 'role <subcommand>',
      summary: 'Manage roles and what they permit',
      helpGroup: 'authentication',
      children: [
        {
          name: 'add',
          summary: 'Add a role, which permits nothing yet',
          load: async () => (await import('./role/add.ts')).roleAdd,
        },
        {
          name: 'delete',
          summary: 'Delete a role, and take it from all its users',
          load: async () => (await import('./role/delete.ts')).roleDelete,
        },
        {
          name: 'get',
          summary: 'Show what a role permits',
          load: async () => (await import('./role/get.ts')).roleGet,
        },
        {
          name: 'list',
          summary: 'List all roles',
          load: async () => (await import('./role/list.ts')).roleList,
        },
        {
          name: 'grant-permission',
          summary: 'Permit a role to read or write a key or a range',
          load: async () => (await import('./role/grant-permission.ts')).roleGrantPermission,
        },
        {
          name: 'revoke-permission',
          summary: 'Take back what a role permits on a key or a range',
          load: async () => (await import('./role/revoke-permission.ts')).roleRevokePermission,
        },
      ],
    },
    {
      name: 'check',
      use: 'check <subcommand>',
      summary: 'Test the performance of a cluster',
      helpGroup: 'utility',
      children: [
        {
          name: 'perf',
          summary: 'Write at a steady rate for a minute and judge the answers',
          load: async () => (await import('./check/perf.ts')).checkPerf,
        },
        {
          name: 'datascale',
          summary: 'Store many keys and show how much memory a server takes for them',
          load: async () => (await import('./check/datascale.ts')).checkDatascale,
        },
      ],
    },
    { ...completionEntry('etcdctl'), since: '3.6' },
    {
      name: 'downgrade',
      use: 'downgrade <TARGET_VERSION>',
      summary: 'Prepare the cluster for an older release of etcd',
      helpGroup: 'maintenance',
      since: '3.6',
      examples: '  etcdctl downgrade validate 3.5\n  etcdctl downgrade enable 3.5\n  etcdctl downgrade cancel',
      children: [
        {
          name: 'validate',
          summary: 'Check whether the cluster can be downgraded to a release',
          load: async () => (await import('./downgrade/change.ts')).downgradeValidate,
        },
        {
          name: 'enable',
          summary: 'Start a downgrade to a release',
          load: async () => (await import('./downgrade/change.ts')).downgradeEnable,
        },
        {
          name: 'cancel',
          summary: 'Cancel a downgrade to an older release',
          load: async () => (await import('./downgrade/change.ts')).downgradeCancel,
        },
      ],
    },
    {
      name: 'options',
      summary: 'List the flags that every command takes',
      helpGroup: 'utility',
      since: '3.7',
      load: async () => (await import('./options.ts')).options,
    },
    helpEntry,
    ...completionProtocol,
  ],
}
