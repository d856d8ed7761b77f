import { parseProfile } from '../../src/base/release.ts'
import type { CommandEntry, HelpGroup } from '../../src/frame/command-tree.ts'
import { boolFlag } from '../../src/frame/flags.ts'
import { globalFlags } from '../../src/frame/globals.ts'
import type { HelpContext } from '../../src/frame/help/scope.ts'

/** The names of the real tree in the original's order of registration, with little else. */
const names: [name: string, group: HelpGroup, children?: string][] = [
  ['get', 'kv'],
  ['put', 'kv'],
  ['del', 'kv'],
  ['txn', 'kv'],
  ['compaction', 'kv'],
  ['alarm', 'maintenance', 'disarm list'],
  ['defrag', 'maintenance'],
  ['endpoint', 'maintenance', 'health status hashkv'],
  ['move-leader', 'maintenance'],
  ['watch', 'kv'],
  ['version', 'utility'],
  ['lease', 'kv', 'grant revoke timetolive list keep-alive'],
  ['member', 'maintenance', 'add remove update list promote'],
  ['snapshot', 'maintenance', 'save status restore'],
  ['make-mirror', 'utility'],
  ['lock', 'concurrency'],
  ['elect', 'concurrency'],
  ['auth', 'authentication', 'enable disable status'],
  ['user', 'authentication', 'add delete get list passwd grant-role revoke-role'],
  ['role', 'authentication', 'add delete get list grant-permission revoke-permission'],
  ['check', 'utility', 'perf datascale'],
  ['completion', 'utility'],
  ['downgrade', 'maintenance', 'validate enable cancel'],
  ['options', 'utility'],
  ['help', 'utility'],
]

const uses: Readonly<Record<string, string>> = {
  get: 'get [options] <key> [range_end]',
  completion: 'completion [bash|zsh|fish|powershell]',
  member: 'member <subcommand>',
}

const sinceReleases: Readonly<Record<string, '3.6' | '3.7'>> = { completion: '3.6', downgrade: '3.6', options: '3.7' }

function leaf(name: string): CommandEntry {
  return { name, use: uses[name] ?? name, summary: `about ${name}` }
}

function entry([name, helpGroup, children]: (typeof names)[number]): CommandEntry {
  const since = sinceReleases[name]
  return {
    ...leaf(name),
    helpGroup,
    ...(since === undefined ? {} : { since }),
    ...(name === 'completion' ? { bareUse: true } : {}),
    ...(children === undefined ? {} : { children: children.split(' ').map(leaf) }),
    ...(name === 'endpoint' ? { inherited: () => [boolFlag('cluster', 'ask all members')] } : {}),
  }
}

export const fakeRoot: CommandEntry = {
  name: 'etcdctl',
  use: 'etcdctl',
  summary: 'about etcdctl',
  children: names.map(entry),
}

export function fakeContext(compat: string): HelpContext {
  return { root: fakeRoot, globals: globalFlags(), profile: parseProfile(compat), version: '0.1.0' }
}
