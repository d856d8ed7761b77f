import assert from 'node:assert/strict'
import test from 'node:test'
import { runCli } from '../support/run-cli.ts'

test('version prints the release that the output follows', async () => {
  for (const [release, patch] of [
    ['3.4', '3.4.23'],
    ['3.5', '3.5.16'],
    ['3.6', '3.6.14'],
    ['3.7', '3.7.1'],
  ] as const) {
    const stdout = `etcdctl version: ${patch}\nAPI version: ${release}\n`
    assert.deepEqual(await runCli(['version', '--compat', release]), { code: 0, stdout, stderr: '' })
    assert.deepEqual(await runCli(['version'], { env: { ETCDCTL_COMPAT: release } }), { code: 0, stdout, stderr: '' })
  }
  const newest = await runCli(['version', '--compat', '3.7'])
  assert.deepEqual(await runCli(['version']), newest)
  assert.deepEqual(await runCli(['version', '--compat', 'auto']), newest)
})

test('version looks at no other setting', async () => {
  const env = { ETCDCTL_FOO: 'bar', ETCDCTL_WRITE_OUT: 'json' }
  const { code, stderr } = await runCli(['version', 'extra', '-w', 'xml', '--cacert', '/nonexistent'], { env })
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
})
