import assert from 'node:assert/strict'
import test from 'node:test'
import { pathText } from '../../src/frame/command.ts'
import { helpTopic, resolveCommand, UnknownCommandError } from '../../src/frame/resolve-command.ts'
import { fakeContext } from './fake-tree.ts'

function resolve(line: string[], compat = '3.7'): string {
  const { path, args } = resolveCommand(fakeContext(compat), line)
  return `${pathText(path)} | ${args.join(' ')}`
}

function unknown(line: string[], compat = '3.7'): [string, readonly string[]] {
  try {
    resolveCommand(fakeContext(compat), line)
  } catch (error) {
    if (error instanceof UnknownCommandError) return [error.message, error.suggestions]
    throw error
  }
  throw new Error('was found')
}

const found: [line: string[], want: string][] = [
  [[], 'etcdctl | '],
  [['get', 'k'], 'etcdctl get | k'],
  [['ge', 'k'], 'etcdctl get | k'],
  [['mem', 'li', '-h'], 'etcdctl member list | -h'],
  [['le', 'rev', '1'], 'etcdctl lease revoke | 1'],
  [['auth', 'status'], 'etcdctl auth status | '],
  [['-w', 'json', 'version'], 'etcdctl version | -w json'],
  [['-wjson', 'version'], 'etcdctl version | -wjson'],
  [['--hex', '--debug', 'version'], 'etcdctl version | --hex --debug'],
  [['--hex=false', 'version'], 'etcdctl version | --hex=false'],
  [['--endpoints', 'get', 'version'], 'etcdctl version | --endpoints get'],
  [['--limit', '5', 'get', 'k'], 'etcdctl get | --limit 5 k'],
  [['', 'version'], 'etcdctl version | '],
  [['-', 'version'], 'etcdctl version | -'],
  [['endpoint', '--cluster', 'status'], 'etcdctl endpoint status | --cluster'],
  [['member', '--cluster', 'x', 'list'], 'etcdctl member list | --cluster x'],
]

test('commands are found by name or unique prefix, flags in front of them are stepped over', () => {
  for (const [line, want] of found) assert.equal(resolve(line), want, JSON.stringify(line))
})

const unfound: [line: string[], want: string][] = [
  [['--', 'version'], 'etcdctl | -- version'],
  [['--nosuch', 'version'], 'etcdctl | --nosuch version'],
  [['-x', 'version'], 'etcdctl | -x version'],
  [['member', 'nosuch'], 'etcdctl member | nosuch'],
  [['role', 'g'], 'etcdctl role | g'],
  [['member', '--help', 'add'], 'etcdctl member | --help add'],
  [['member', '--help', 'add', 'x'], 'etcdctl member | --help add x'],
]

test('the search stops at --, at an unknown flag with one argument left, and at unknown or ambiguous subcommands', () => {
  for (const [line, want] of unfound) assert.equal(resolve(line), want, JSON.stringify(line))
})

test('an unknown first word is refused with the names that come near, in order of registration', () => {
  assert.deepEqual(unknown(['gte']), ['unknown command "gte" for "etcdctl"', ['get']])
  assert.deepEqual(unknown(['Get']), ['unknown command "Get" for "etcdctl"', ['get', 'put', 'del']])
  assert.deepEqual(unknown(['e']), ['unknown command "e" for "etcdctl"', ['get', 'del', 'endpoint', 'elect']])
  assert.deepEqual(unknown(['xyzzy']), ['unknown command "xyzzy" for "etcdctl"', []])
  assert.deepEqual(unknown(['a\tb"c']), ['unknown command "a\\tb\\"c" for "etcdctl"', []])
  assert.deepEqual(unknown(['hlep']), ['unknown command "hlep" for "etcdctl"', []])
})

test('a flag in front that is no known switch takes the next word with it', () => {
  assert.equal(unknown(['--prefix', 'get', 'k'])[0], 'unknown command "k" for "etcdctl"')
  assert.equal(unknown(['-x', 'version', 'k'])[0], 'unknown command "k" for "etcdctl"')
  assert.equal(unknown(['--hex', 'false', 'version'])[0], 'unknown command "false" for "etcdctl"')
})

test('--help in front of the command is a switch since 3.7 and takes the next word before', () => {
  assert.equal(resolve(['--help', 'get', 'k']), 'etcdctl get | --help k')
  assert.equal(resolve(['-h', 'member', 'add', 'x']), 'etcdctl member | -h add x')
  assert.equal(resolve(['--help', 'get'], '3.6'), 'etcdctl | --help get')
  assert.equal(unknown(['--help', 'get', 'k'], '3.6')[0], 'unknown command "k" for "etcdctl"')
  assert.equal(unknown(['-h', 'member', 'add', 'x'], '3.4')[0], 'unknown command "add" for "etcdctl"')
})

test('an abbreviation that a newer command makes ambiguous still works under an older pin', () => {
  assert.equal(resolve(['comp', '5'], '3.5'), 'etcdctl compaction | 5')
  assert.deepEqual(unknown(['comp'], '3.6'), ['unknown command "comp" for "etcdctl"', ['compaction', 'completion']])
  assert.equal(resolve(['completion', 'bash'], '3.4'), 'etcdctl completion | bash')
})

test('a hidden command is reached by its full name only', () => {
  const root = {
    name: 'r',
    use: 'r',
    summary: '',
    children: [
      { name: '__complete', summary: '', hidden: true, load: () => Promise.reject(new Error('not to be loaded')) },
    ],
  }
  const { program, profile } = fakeContext('3.7')
  const search = { program: { ...program, root }, profile }
  assert.equal(pathText(resolveCommand(search, ['__complete', 'x']).path), 'r __complete')
  assert.throws(() => resolveCommand(search, ['__c']), { message: 'unknown command "__c" for "r"' })
})

test('a help topic is the deepest command that fits, or none when the first word fits nothing', () => {
  const search = fakeContext('3.7')
  assert.equal(pathText(helpTopic(search, ['role', 'nosuch']) ?? []), 'etcdctl role')
  assert.equal(pathText(helpTopic(search, ['member', 'add']) ?? []), 'etcdctl member add')
  assert.equal(helpTopic(search, ['nosuch', 'x']), undefined)
})
