import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { CliError } from '../../src/base/errors.ts'
import { type BoltReader, openBolt } from '../../src/offline/bbolt/reader.ts'
import { refuseDamage, soundContent } from '../../src/offline/database/content.ts'
import { memorySource } from '../../src/offline/files/file-source.ts'
import { hashKv } from '../../src/offline/mvcc/hashkv.ts'
import { snapshotStatus } from '../../src/offline/mvcc/status.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { databaseKinds } from './damage/kinds.ts'
import { changedBytes, difference, isPointer, naiveContent } from './damage/naive-content.ts'
import { type Random, randomOf } from './damage/random.ts'
import { realDatabases, type SoundDatabase, soundDatabases } from './damage/sources.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** `DAMAGE_CASES=10000` by hand; `DAMAGE_SEED` is that of the first case. */
const cases = Number(process.env.DAMAGE_CASES ?? 3000)
const firstSeed = Number(process.env.DAMAGE_SEED ?? 1)
const foreign = 'a database of somebody else'
/** Pages with the number, or the checksum, of what they take the place of: they are whole, and in their place. */
const forgeries = ['a page over another, under its number', 'meta pages that lead elsewhere']

async function allDatabases(context: TestContext, folder: string): Promise<SoundDatabase[]> {
  const own = await soundDatabases(folder)
  const binaries = await newestEtcd()
  if (binaries !== undefined) return [...own, ...(await realDatabases(binaries, folder))]
  context.diagnostic('no etcd server found: only databases from our own writer')
  return own
}

function oneOf<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T
}

/** What the library makes of a file in memory; undefined where it refuses it. */
const inMemory: Readonly<Record<string, (reader: BoltReader) => unknown>> = {
  'a copy': (reader) => void soundContent(reader, '3.7'),
  status: (reader) => snapshotStatus(reader, '3.5'),
  hashkv: (reader) => {
    refuseDamage(reader, '3.7')
    return hashKv(reader)
  },
}

function resultsOf(bytes: Buffer): Readonly<Record<string, unknown>> {
  const results = Object.entries(inMemory).map(([name, read]) => [name, resultOf(bytes, read)])
  return Object.fromEntries(results)
}

const refused = Symbol('refused')

function resultOf(bytes: Buffer, read: (reader: BoltReader) => unknown): unknown {
  try {
    return read(openBolt(memorySource(bytes, 'db')))
  } catch (error) {
    if (error instanceof CliError) return refused
    throw error
  }
}

interface Truth {
  readonly differs: ReturnType<typeof difference>
  readonly isForged: boolean
  readonly isForeign: boolean
  readonly sound: Readonly<Record<string, unknown>>
}

function verdictOf(name: string, result: unknown, { differs, isForged, isForeign, sound }: Truth) {
  const isShown = name !== 'a copy'
  if (result === refused) return 'refused'
  if (isShown ? isDeepStrictEqual(result, sound[name]) : differs === 'same') return 'same'
  if (differs === 'bytes') return 'bytes'
  if (differs === 'zeros' && (isShown || isForeign)) return 'zeros'
  return isForged ? 'forged' : 'wrong'
}

test('of a damaged database in memory what is accepted is what was there', async (context) => {
  const databases = await allDatabases(context, temporaryFolder(context))
  const sounds = databases.map((database) => {
    return { ...database, results: resultsOf(database.bytes), content: naiveContent(database.bytes) }
  })
  const faults: string[] = []
  const counts = { refused: 0, same: 0, bytes: 0, zeros: 0, forged: 0 }
  for (let seed = firstSeed; seed < firstSeed + cases; seed++) {
    const random = randomOf(seed)
    const { name: source, bytes: sound, pageSize, results, content } = oneOf(sounds, random)
    const [kind, damage] = oneOf(Object.entries(databaseKinds), random)
    const { what, bytes: damaged } = damage(sound, random, pageSize)
    const found = naiveContent(damaged)
    const differs = content && found ? difference(content, found, changedBytes(sound, damaged)) : 'other'
    const isForged = forgeries.includes(kind) || isPointer(sound, damaged, pageSize)
    const judge = { differs, isForged, isForeign: source === foreign, sound: results }
    for (const [name, result] of Object.entries(resultsOf(damaged))) {
      const verdict = verdictOf(name, result, judge)
      if (verdict === 'wrong')
        faults.push(`seed ${seed}: ${source}, ${kind} (${what}): ${name} is accepted with other content`)
      else counts[verdict] += 1
    }
  }
  context.diagnostic(`seeds ${firstSeed} to ${firstSeed + cases - 1}: ${JSON.stringify(counts)}`)
  assert.deepEqual(faults.slice(0, 20), [], `${faults.length} faults`)
})
