import assert from 'node:assert/strict'
import test from 'node:test'
import { v2Mode } from '../../src/v2/mode.ts'
import { runCli } from '../support/run-cli.ts'

test('the variable chooses the API, and releases that knew no other one by default do so by their pin', () => {
  const mode = (api: string | undefined, compat: string) => v2Mode({ env: { ETCDCTL_API: api } }, compat)
  assert.deepEqual(mode('2', ''), { release: '3.4', isAuto: true })
  assert.deepEqual(mode('2', '3.7'), { release: '3.5', isAuto: false })
  assert.deepEqual(mode('2', '3.4'), { release: '3.4', isAuto: false })
  assert.deepEqual(mode(undefined, '3.0'), { release: '3.0', isAuto: false })
  assert.deepEqual(mode(undefined, '3.3.27'), { release: '3.3', isAuto: false })
  assert.equal(mode('3', '3.3'), undefined)
  assert.equal(mode(undefined, '3.4'), undefined)
  assert.equal(mode(undefined, ''), undefined)
})

test('--version says which API it is, without a server', async () => {
  const run = await runCli(['--version'], { env: { ETCDCTL_API: '2' } })
  assert.deepEqual([run.code, run.stdout, run.stderr], [0, 'etcdctl version: 3.4.23\nAPI version: 2\n', ''])
})

test('who types a command or a flag of v2 in v3 is told what to type, in front of the same last line', async () => {
  const unknown = await runCli(['cluster-health'])
  assert.equal(unknown.code, 1)
  assert.equal(
    unknown.stderr,
    'cluster-health is a command of the v2 API: ETCDCTL_API=2 etcdctl cluster-health; in v3: etcdctl endpoint health --cluster\n' +
      'Error: unknown command "cluster-health" for "etcdctl"\nRun \'etcdctl --help\' for usage.\n',
  )
  const flag = await runCli(['get', 'k', '--ca-file=x'])
  assert.equal(flag.code, 1)
  assert.match(flag.stderr, /^--ca-file is a flag of the v2 API .*; in v3: --cacert\nError: unknown flag: --ca-file\n/)
  const other = await runCli(['nosuch'])
  assert.doesNotMatch(other.stderr, /v2/)
})

test('an unknown command of v2 ends with 3, a flag that nobody knows with 1 and the usage', async () => {
  const env = { ETCDCTL_API: '2', ETCDCTL_COMPAT: '3.4' }
  const unknown = await runCli(['nosuch'], { env })
  assert.deepEqual([unknown.code, unknown.stdout, unknown.stderr], [3, '', "No help topic for 'nosuch'\n"])
  const mistake = await runCli(['rmdir', '--nope', '/k'], { env })
  assert.equal(mistake.code, 1)
  assert.equal(mistake.stderr, 'flag provided but not defined: -nope\n')
  assert.match(mistake.stdout, /^Incorrect Usage: flag provided but not defined: -nope\n\nNAME:\n {3}etcdctl rmdir - /)
})
