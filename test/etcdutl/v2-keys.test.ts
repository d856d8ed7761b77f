import assert from 'node:assert/strict'
import test from 'node:test'
import { sampleV2, type V2Change } from '../offline/sample-v2.ts'
import { runUtl } from '../support/run-cli.ts'

function put(Path: string, Val: string, more: V2Change = {}): V2Change {
  return { Method: 'PUT', Path, Val, ...more }
}

const check = (dataDir: string) => runUtl(['check', 'v2store', '--data-dir', dataDir])

test('each key is named with its size, hidden ones and empty directories too', async (t) => {
  const dataDir = sampleV2(t, [
    put('/1/a', 'ü'),
    put('/1/dir/_hidden', 'x', { Expiration: 4_000_000_000_000_000_000n }),
    put('/1/empty', '', { Dir: true }),
    put('/1/gone', 'v'),
    { Method: 'DELETE', Path: '/1/gone' },
    put('/2/users/ann', '{}'),
    put('/0/version', '3.4.0'),
  ])
  const run = await check(dataDir)
  assert.deepEqual([run.code, run.stdout], [1, ''])
  assert.deepEqual(run.stderr.split('\n'), [
    '"/a": 2 bytes',
    '"/dir/_hidden": 1 byte, with a time to live',
    '"/empty": an empty directory',
    '"/2/users/ann": 2 bytes',
    'Error: detected custom v2 content in WAL records',
    '',
  ])
})

test('keys that are gone leave their requests in the log', async (t) => {
  const run = await check(sampleV2(t, [put('/1/gone', 'v'), { Method: 'DELETE', Path: '/1/gone' }]))
  assert.equal(
    run.stderr,
    'no key is left: requests of the v2 API are in the log until the next .snap file\nError: detected custom v2 content in WAL records\n',
  )
})

test('what cannot be read changes nothing of the verdict', async (t) => {
  const run = await check(sampleV2(t, [put('/1/a', 'v'), Buffer.from('no request')]))
  assert.equal(
    run.stderr,
    'the keys cannot be listed: wal: entry 3 is no request\nError: detected custom v2 content in WAL records\n',
  )
})
