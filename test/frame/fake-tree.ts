import { parseProfile } from '../../src/base/release.ts'
import { type Command, commandOf, type Entry, type Group, type HelpGroup, type Leaf } from '../../src/frame/command.ts'
import type { HelpContext } from '../../src/frame/help/scope.ts'
import { globalFlags } from '../../src/global-flags.ts'
import { boolFlag } from '../../src/go/flags.ts'

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

function command(name: string): Command<never> {
  return commandOf({
    use: uses[name] ?? name,
    ...(name === 'completion' ? { bareUse: true } : {}),
    run: () => undefined,
  })
}

function leaf(name: string): Leaf<never> {
  return { name, summary: `about ${name}`, load: async () => command(name) }
}

function entry([name, helpGroup, children]: (typeof names)[number]): Entry<never> {
  const since = sinceReleases[name]
  const traits = { helpGroup, ...(since === undefined ? {} : { since }) }
  if (children === undefined) return { ...leaf(name), ...traits }
  return {
    name,
    use: uses[name] ?? name,
    summary: `about ${name}`,
    ...traits,
    children: children.split(' ').map(leaf),
    ...(name === 'endpoint' ? { flags: [boolFlag('cluster', 'ask all members')] } : {}),
  }
}

export const fakeRoot: Group<never> = {
  name: 'etcdctl',
  use: 'etcdctl',
  summary: 'about etcdctl',
  children: names.map(entry),
}

export function fakeContext(compat: string): HelpContext {
  return { program: { root: fakeRoot, globals: globalFlags }, profile: parseProfile(compat) }
}
