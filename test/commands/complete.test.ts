import assert from 'node:assert/strict'
import test from 'node:test'
import { runCli } from '../support/run-cli.ts'

const noFiles = 'Completion ended with directive: ShellCompDirectiveNoFileComp\n'
const files = 'Completion ended with directive: ShellCompDirectiveDefault\n'

interface Answer {
  readonly names: readonly string[]
  readonly end: string
  readonly stderr: string
}

/** Runs the protocol; descriptions are left out. */
async function complete(words: readonly string[], release = '3.7'): Promise<Answer> {
  const run = await runCli(['__complete', ...words], { env: { ETCDCTL_COMPAT: release } })
  assert.equal(run.code, 0, run.stderr)
  const lines = run.stdout.trimEnd().split('\n')
  return {
    names: lines.slice(0, -1).map((line) => line.replace(/\t.*/, '')),
    end: lines.at(-1) ?? '',
    stderr: run.stderr,
  }
}

const rows: readonly (readonly [words: string[], names: string[], end: ':0' | ':4'])[] = [
  [['g'], ['get'], ':4'],
  [['m'], ['make-mirror', 'member', 'move-leader'], ':4'],
  [['snapshot', ''], ['save'], ':4'],
  [['member', 'a'], ['add'], ':4'],
  [['member', ''], ['add', 'list', 'promote', 'remove', 'update'], ':4'],
  [['mem', ''], ['add', 'list', 'promote', 'remove', 'update'], ':4'],
  [['mem', 'list', ''], [], ':0'],
  [['member', 'nosuch', ''], [], ':0'],
  [['member', 'nosuch', '-'], ['--help', '-h'], ':4'],
  [['check', ''], ['datascale', 'perf'], ':4'],
  [['--', 'g'], ['get'], ':4'],
  [['--', 'get', ''], [], ':0'],
  [['', ''], [], ':0'],
  [['G'], [], ':4'],
  [['_'], [], ':4'],
  [['help', 'm'], ['make-mirror', 'member', 'move-leader'], ':4'],
  [['help', 'member', ''], ['add', 'list', 'promote', 'remove', 'update'], ':4'],
  [['help', 'member', 'list', ''], [], ':4'],
  [['help', 'nosuch', ''], [], ':4'],
  [['help', 'completion', ''], [], ':4'],
  [['help', '-'], ['--help', '-h'], ':4'],
  [['get', ''], [], ':0'],
  [['get', 'k', ''], [], ':0'],
  [['get', '--k'], ['--keys-only'], ':4'],
  [['get', '--keys-only', '--k'], [], ':4'],
  [['get', 'k', '--p'], ['--prefix', '--print-value-only'], ':4'],
  [['get', '--prefix=false', '--p'], ['--print-value-only'], ':4'],
  [['get', '--nosuch'], [], ':4'],
  [['get', '-h'], ['-h'], ':4'],
  [['get', '--', '--'], [], ':0'],
  [['-'], [], ':4'],
  [['--endpoints', 'a', '--endp'], [], ':4'],
  [['endpoint', '--'], ['--cluster', '--help'], ':4'],
  [['endpoint', 'health', '-'], ['--cluster', '--help', '-h'], ':4'],
  [['endpoint', '--cluster', 'health', '--'], ['--help'], ':4'],
  [['endpoint', '--cluster', 'h'], ['hashkv', 'health'], ':4'],
  [['get', '-w', ''], ['fields', 'json', 'protobuf', 'simple', 'table'], ':0'],
  [['get', '-w', 'j'], ['fields', 'json', 'protobuf', 'simple', 'table'], ':0'],
  [['get', '-iw', ''], ['fields', 'json', 'protobuf', 'simple', 'table'], ':0'],
  [['get', '-hw', ''], ['fields', 'json', 'protobuf', 'simple', 'table'], ':0'],
  [['get', '-w='], ['fields', 'json', 'protobuf', 'simple', 'table'], ':0'],
  [['get', '--write-out=j'], ['fields', 'json', 'protobuf', 'simple', 'table'], ':0'],
  [['--write-out', ''], ['fields', 'json', 'protobuf', 'simple', 'table'], ':0'],
  [['get', '-wj'], [], ':4'],
  [['-wjson', 'g'], ['get'], ':4'],
  [['--write-out', 'json', 'g'], ['get'], ':4'],
  [['get', '--', 'k', '-w', ''], [], ':0'],
  [['--compat', ''], ['auto', '3.4', '3.5', '3.6', '3.7'], ':0'],
  [['get', '--compat=x'], ['auto', '3.4', '3.5', '3.6', '3.7'], ':0'],
  [['get', '--consistency', ''], ['l', 's'], ':0'],
  [['get', '--order', ''], ['ASCEND', 'DESCEND'], ':0'],
  [['get', '--sort-by='], ['CREATE', 'KEY', 'MODIFY', 'VALUE', 'VERSION'], ':0'],
  [['check', 'perf', '--load', ''], ['small', 'medium', 'large', 'xLarge'], ':0'],
  [['check', 'datascale', '--load', ''], [], ':0'],
  [['get', '--limit', ''], [], ':0'],
  [['get', '--limit'], ['--limit'], ':4'],
  [['--endpoints', ''], [], ':0'],
  [['get', '--prefix', ''], [], ':0'],
  [['completion', ''], ['bash', 'zsh', 'fish', 'powershell'], ':4'],
  [['completion', 'b'], ['bash'], ':4'],
  [['completion', 'x'], [], ':4'],
  [['completion', 'bash', ''], [], ':0'],
  [['completion', '--'], ['--help'], ':4'],
  [['get', '--help', ''], [], ':4'],
  [['get', '--help=false', ''], [], ':4'],
  [['member', '-h', ''], [], ':4'],
  [['-h', ''], [], ':0'],
  [['__complete', ''], [], ':0'],
  [['__complete', '-'], ['--help', '-h'], ':4'],
]

for (const [words, names, end] of rows) {
  test(`__complete ${JSON.stringify(words)} is answered as 3.7 does`, async () => {
    assert.deepEqual(await complete(words), { names, end, stderr: end === ':4' ? noFiles : files })
  })
}

const problems: readonly (readonly [words: string[], problem: string])[] = [
  [['nosuch', ''], 'unable to find a command for arguments: [nosuch]'],
  [['a', 'b', 'c', ''], 'unable to find a command for arguments: [a b c]'],
  [['comp', ''], 'unable to find a command for arguments: [comp]'],
  [['--nosuch', ''], 'Error while parsing flags from args [--nosuch]: unknown flag: --nosuch'],
  [['get', '--nosuch', ''], 'Error while parsing flags from args [--nosuch]: unknown flag: --nosuch'],
  [['--nosuch', 'get', ''], 'Error while parsing flags from args [--nosuch get]: unknown flag: --nosuch'],
  [['get', '--limit', '--'], 'Error while parsing flags from args [--limit]: flag needs an argument: --limit'],
  [['get', '--nosuch='], "Subcommand 'get' does not support flag 'nosuch'"],
  [['get', '-x=a'], "Subcommand 'get' does not support flag 'x'"],
  [['get', '-='], "Subcommand 'get' does not support flag ''"],
]

for (const [words, problem] of problems) {
  test(`__complete ${JSON.stringify(words)} has no candidates and says why`, async () => {
    const expected = { names: [], end: ':0', stderr: `[Debug] [Error] ${problem}\n${files}` }
    assert.deepEqual(await complete(words), expected)
  })
}

test('releases before 3.7 complete the global flags that they have, and no flag of later releases', async () => {
  const { names } = await complete(['get', '--'], '3.6')
  assert.deepEqual(names.slice(0, 3), ['--cacert', '--cert', '--command-timeout'])
  assert.ok(names.indexOf('--write-out') < names.indexOf('--consistency'), 'the global flags come first')
  assert.equal(names.includes('--stream') || names.includes('--auth-jwt-token') || names.includes('--compat'), false)
  assert.equal((await complete(['get', '--'], '3.5')).names.includes('--max-recv-bytes'), false)
})

test('a list flag can be given again, another flag cannot', async () => {
  assert.deepEqual((await complete(['--endpoints=a', '--endp'], '3.6')).names, ['--endpoints'])
  assert.deepEqual((await complete(['-w', 'json', '--wr'], '3.6')).names, [])
})

test('the root lists a help flag up to 3.6', async () => {
  assert.deepEqual((await complete(['--h'], '3.6')).names, ['--help', '--hex'])
})

test('values of flags are completed since 3.6', async () => {
  assert.deepEqual((await complete(['-w', ''], '3.5')).names, [])
})

test('commands that a release does not have are not offered', async () => {
  assert.deepEqual((await complete(['co'], '3.5')).names, ['compaction'])
  assert.deepEqual((await complete(['op'], '3.6')).names, [])
  assert.deepEqual((await complete(['o'], '3.7')).names, ['options'])
})

test('each candidate comes with one line about it, if there is one to say', async () => {
  const run = await runCli(['__complete', 'member', 'li'])
  assert.match(run.stdout, /^list\t[^\t\n]+\n:4\n$/)
  assert.equal((await runCli(['__completeNoDesc', 'member', 'li'])).stdout, 'list\n:4\n')
  assert.equal((await runCli(['__completeNoDesc', 'get', '--lim'])).stdout, '--limit\n:4\n')
})

test('a word is needed', async () => {
  const run = await runCli(['__complete'])
  assert.equal(run.code, 1)
  assert.equal(run.stdout, '')
  assert.match(
    run.stderr,
    /^Error: requires at least 1 arg\(s\), only received 0\nUsage:\n {2}etcdctl __complete \[command-line\]\n/,
  )
})

test('the protocol stays out of help and suggestions', async () => {
  assert.doesNotMatch((await runCli(['help'])).stdout, /__complete/)
  assert.doesNotMatch((await runCli(['__complet'])).stderr, /Did you mean/)
})
