import type { V2Action, V2Entry, V2Row } from '../command.ts'
import type { V2Mode } from '../mode.ts'
import { ttlUsage } from '../put.ts'
import type { V2Release } from '../release.ts'

const all: readonly V2Row[] = [
  {
    name: 'backup',
    summary: 'backup an etcd directory',
    load: async () => (await import('./backup.ts')).backup,
  },
  {
    name: 'cluster-health',
    summary: 'check the health of the etcd cluster',
    load: async () => (await import('./cluster-health.ts')).clusterHealth,
  },
  { name: 'mk', summary: 'make a new key with a given value', load: async () => (await import('./mk.ts')).mk },
  { name: 'mkdir', summary: 'make a new directory', load: async () => (await import('./directories.ts')).mkdir },
  { name: 'rm', summary: 'remove a key or a directory', load: async () => (await import('./rm.ts')).rm },
  {
    name: 'rmdir',
    summary: 'removes the key if it is an empty directory or a key-value pair',
    load: async () => (await import('./rm.ts')).rmdir,
  },
  { name: 'get', summary: 'retrieve the value of a key', load: async () => (await import('./get.ts')).get },
  { name: 'ls', summary: 'retrieve a directory', load: async () => (await import('./ls.ts')).ls },
  { name: 'set', summary: 'set the value of a key', load: async () => (await import('./set.ts')).set },
  {
    name: 'setdir',
    summary: 'create a new directory or update an existing directory TTL',
    load: async () => (await import('./directories.ts')).setdir,
  },
  {
    name: 'update',
    summary: 'update an existing key with a given value',
    load: async () => (await import('./update.ts')).update,
  },
  {
    name: 'updatedir',
    summary: 'update an existing directory',
    load: async () => (await import('./directories.ts')).updatedir,
  },
  { name: 'watch', summary: 'watch a key for changes', load: async () => (await import('./watch.ts')).watch },
  {
    name: 'exec-watch',
    summary: 'watch a key for changes and exec an executable',
    load: async () => (await import('./exec-watch.ts')).execWatch,
  },
  {
    name: 'member',
    summary: 'member add, remove and list subcommands',
    load: async () => (await import('./member.ts')).member,
  },
  {
    name: 'import',
    summary: 'import a snapshot to a cluster',
    load: async () => (await import('./import.ts')).importSnapshot,
  },
  {
    name: 'user',
    summary: 'user add, grant and revoke subcommands',
    load: async () => (await import('./user.ts')).user,
  },
  {
    name: 'role',
    summary: 'role add, grant and revoke subcommands',
    load: async () => (await import('./role.ts')).role,
  },
  { name: 'auth', summary: 'overall auth controls', load: async () => (await import('./auth.ts')).auth },
]

/** Every command of the v2 client in the order of its help; only 3.0 has `import`. */
export function rowsOf(release: V2Release): readonly V2Row[] {
  return release === '3.0' ? all : all.filter(({ name }) => name !== 'import')
}

/** The command or group of a name; without a pin those that an older release had are taken too. */
export function rowNamed(name: string, { release, isAuto }: V2Mode): V2Row | undefined {
  return (isAuto ? all : rowsOf(release)).find((row) => row.name === name)
}

/** Loads the command or group of a row, as a release has it. */
export async function loadEntry({ name, summary, load }: V2Row, release: V2Release): Promise<V2Entry> {
  const loaded = await load()
  if (!('run' in loaded)) return { name, summary, commands: loaded }
  return { name, summary, ...withFlagsOf(loaded, name, release) }
}

function withFlagsOf(action: V2Action, name: string, release: V2Release): V2Action {
  // 3.0 knows nothing of v3 data in a backup
  const isKnown = (flag: string): boolean => !(name === 'backup' && flag === 'with-v3' && release === '3.0')
  const usage = ttlUsage(release)
  const flags = action.flags.filter((flag) => isKnown(flag.name))
  return { ...action, flags: flags.map((flag) => (flag.name === 'ttl' ? { ...flag, usage } : flag)) }
}
