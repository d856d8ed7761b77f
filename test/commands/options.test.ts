import assert from 'node:assert/strict'
import test from 'node:test'
import { globalFlags } from '../../src/global-flags.ts'
import { runCli } from '../support/run-cli.ts'

test('options lists every global flag, sorted, and takes no notice of arguments', async () => {
  const run = await runCli(['options', 'some', 'words'])
  assert.equal(run.code, 0)
  assert.equal(run.stderr, '')
  const listed = [...run.stdout.matchAll(/^ {2}(?:-\w, | {4})--([\w-]+)/gm)].map(([, name]) => name)
  const names = globalFlags.map((flag): string => flag.name)
  assert.deepEqual(listed, names.sort())
})

test('options still refuses a flag that nobody knows', async () => {
  assert.equal((await runCli(['options', '--nosuch'])).code, 1)
})
