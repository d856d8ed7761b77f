import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { databasePath } from '../../src/offline/data-dir/paths.ts'
import { readDatabase } from '../../src/offline/database/patch-database.ts'
import { type MigrateV2Options, migrateV2 } from '../../src/offline/migrate-v2.ts'
import { decode, encode } from '../../src/rpc/codec.ts'
import { keyValueType, requestType } from '../../src/rpc/fields.ts'
import { sampleV2, type V2Change } from './sample-v2.ts'

const options: Omit<MigrateV2Options, 'dataDir'> = {
  ...{ walDir: '', leavesOutTtl: false, transformer: undefined, release: '3.4', lock: { waitMs: 0 } },
  nowMs: Date.parse('2026-01-01T00:00:00Z'),
}

/** `key=value@created-modified` for each entry. */
function keysIn(dataDir: string): string[] {
  return readDatabase(databasePath(dataDir), '3.4', (reader) => {
    const keys: string[] = []
    reader.bucket('key')?.visit((_key, bytes) => {
      const { key, value, createRevision, modRevision } = decode(keyValueType, bytes)
      keys.push(`${Buffer.from(key)}=${Buffer.from(value)}@${createRevision}-${modRevision}`)
    })
    return keys
  })
}

async function migratedKeys(context: TestContext, changes: readonly (V2Change | Uint8Array)[]): Promise<string[]> {
  const dataDir = sampleV2(context, changes)
  await migrateV2({ ...options, dataDir })
  return keysIn(dataDir)
}

function put(Path: string, Val: string, more: V2Change = {}): V2Change {
  return { Method: 'PUT', Path, Val, ...more }
}

/** A text in which each letter with a code of two digits stands for that byte. */
function putBytes(path: string, value: string): Uint8Array {
  const marked = encode(requestType, put(path.replaceAll('\u00ff', 'yy'), value.replaceAll('\u00ff', 'yy')))
  return Buffer.from(Buffer.from(marked).toString('latin1').replaceAll('yy', '\xff\xfe'), 'latin1')
}

test('what the log asks for is done as a server does it', async (t) => {
  const keys = await migratedKeys(t, [
    put('/1/a', 'one'),
    put('/1/a', 'two', { PrevExist: true }),
    put('/1/a', 'no', { PrevExist: false }),
    put('/1/a', 'three', { PrevValue: 'two' }),
    put('/1/a', 'no', { PrevValue: 'two' }),
    put('/1/a/below', 'no'),
    { Method: 'POST', Path: '/1/queue', Val: 'first' },
    put('/1/gone/x', 'v'),
    { Method: 'DELETE', Path: '/1/gone', Recursive: true },
    put('/1//odd/./path/../name', 'v'),
  ])
  assert.deepEqual(keys, ['/a=three@2-4', '/queue/00000000000000000005=first@5-5', '/odd/name=v@8-8'])
})

test('the removal of everything, which a server refuses, removes nothing', async (t) => {
  const keys = await migratedKeys(t, [
    put('/1/a', 'v'),
    { Method: 'DELETE', Path: '/1', Recursive: true },
    { Method: 'DELETE', Path: '/', Recursive: true },
  ])
  assert.deepEqual(keys, ['/a=v@2-2'])
})

test('keys go when a SYNC says that their time is over, the earliest first', async (t) => {
  const second = 1_000_000_000n
  const at = (seconds: bigint): bigint => 1_700_000_000n * second + seconds * second
  const keys = await migratedKeys(t, [
    put('/1/late', 'v', { Expiration: at(50n) }),
    put('/1/dir/long', 'v', { Expiration: at(90n) }),
    put('/1/dir', '', { PrevExist: true, Expiration: at(5n) }),
    put('/1/soon', 'v', { Expiration: at(10n) }),
    put('/1/kept', 'v', { Expiration: at(10n) }),
    put('/1/kept', 'v', { PrevExist: true }),
    { Method: 'SYNC', Time: at(20n) },
    put('/1/after', 'v'),
  ])
  assert.deepEqual(keys, ['/late=v@2-2', '/kept=v@6-7', '/after=v@10-10'])
})

test('bytes that are not UTF-8 become U+FFFD, one for each', async (t) => {
  assert.deepEqual(await migratedKeys(t, [putBytes('/1/a', '\u00ff')]), ['/a=\ufffd\ufffd@2-2'])
})

test('two keys that would become one end the migration', async (t) => {
  const dataDir = sampleV2(t, [putBytes('/1/\u00ff', '1'), put('/1/\ufffd\ufffd', '2')])
  await assert.rejects(migrateV2({ ...options, dataDir }), /^CliError: two keys of v2 are "\/\ufffd\ufffd" in v3/)
  assert.deepEqual(keysIn(dataDir), [])
})

test('what is lost or left out is reported', async (t) => {
  const Expiration = BigInt(options.nowMs + 1_000) * 1_000_000n
  const changes = [put('/1/a', 'v', { Expiration }), put('/1/_h/b', 'v'), put('/1/d/_c', 'v'), put('/1/e', 'v')]
  const dataDir = sampleV2(t, changes)
  const report = await migrateV2({ ...options, dataDir, leavesOutTtl: true })
  assert.deepEqual(report, {
    ...{ keys: 1, lasting: 0, hidden: ['/_h', '/d/_c'], isNew: false, otherRevisions: 0, unsynced: undefined },
  })
  const again = await migrateV2({ ...options, dataDir })
  assert.deepEqual([again?.keys, again?.lasting, keysIn(dataDir)], [2, 1, ['/a=v@2-2', '/e=v@5-5']])
})

test('a store that was never used has nothing to migrate', async (t) => {
  assert.equal(await migrateV2({ ...options, dataDir: sampleV2(t, [{ Method: 'QGET', Path: '/1' }]) }), undefined)
})

test('an entry that is no request ends the migration', async (t) => {
  const dataDir = sampleV2(t, [put('/1/a', 'v'), Buffer.from('no request')])
  await assert.rejects(migrateV2({ ...options, dataDir }), /entry 3 is no request/)
})
