import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { startCluster } from '../../support/cluster.ts'
import { commitSeed } from '../../support/commit-seed.ts'
import { newestEtcd } from '../../support/etcd-binaries.ts'
import { isExecutable, ourProgram } from '../../support/our-program.ts'
import { mutate, type Said } from './mutate.ts'
import { Random } from './random.ts'
import { type Recorded, recordSessions } from './record.ts'
import { type Reading, readAnswer } from './reference.ts'
import { isUnary, type Made, replay } from './replay.ts'
import { type PlayedCommand, type ProcessReplay, printed, replayToProcess } from './replay-process.ts'

/** `FUZZ_SECONDS` lengthens it, `FUZZ_SEED` begins with the seed that a failure names. */
const seconds = Number(process.env.FUZZ_SECONDS ?? 30)
const firstSeed = Number(process.env.FUZZ_SEED ?? commitSeed())
const processesAtOnce = 4
/** Time for a command whose server may say nothing more, and for one whose server is a proper one. */
const [timeoutMs, patientMs] = [400, 60_000]

const binaries = await newestEtcd()
const skip = binaries === undefined && 'no etcd found whose sessions could be recorded'

let recording: Promise<readonly Recorded[]> | undefined

function recorded(): Promise<readonly Recorded[]> {
  recording ??= record()
  return recording
}

async function record(): Promise<readonly Recorded[]> {
  assert.ok(binaries !== undefined)
  const cluster = await startCluster({ binaries })
  try {
    return await recordSessions(cluster.member(0).endpoint)
  } finally {
    await cluster.close()
  }
}

interface Round {
  readonly session: Recorded
  readonly said: Said
  /** Where the call waits for the greeting, and where it does not. */
  readonly reading: Reading
  readonly earlyReading: Reading
  readonly random: Random
}

/** All that a seed decides. */
function roundOf(sessions: readonly Recorded[], seed: number): Round {
  const random = new Random(seed)
  const session = random.pick(sessions)
  assert.ok(session !== undefined)
  const said = mutate(session, random)
  return { session, said, reading: readAnswer(said, false), earlyReading: readAnswer(said, true), random }
}

/** Why our client must not have made this of it; undefined when it may. */
function falsehood(made: Made, reading: Reading): string | undefined {
  if (made.kind === 'endless') return 'a call without an end'
  if (made.kind !== 'ok') return undefined
  if (reading === undefined) return 'a success that is none'
  const isSame = made.messages.length === reading.length && made.messages.every((each, at) => reading[at]?.equals(each))
  return isSame ? undefined : 'other messages than the server sent'
}

test('the reference and our client agree on whole sessions of a real server', { skip }, async () => {
  for (const session of await recorded()) {
    for (const isEarly of isUnary(session) ? [false, true] : [false]) {
      const reading = readAnswer(session, isEarly)
      assert.ok(reading !== undefined && reading.length > 0, session.name)
      const made = await replay(session, session, new Random(1), isEarly)
      assert.equal(made.kind, 'ok', session.name)
      assert.equal(falsehood(made, reading), undefined, session.name)
    }
  }
})

test('damaged sessions of a real server: no false success, no crash, no call without an end', {
  skip: skip || (isExecutable && 'the modules are the same: they are tested under node'),
}, async (t) => {
  const sessions = await recorded()
  const counts = { ok: 0, error: 0, unsent: 0, endless: 0, refused: 0 }
  const found: string[] = []
  const untilMs = Date.now() + (seconds * 1000) / 2
  let seed = firstSeed
  for (; Date.now() < untilMs && found.length < 10; seed++) {
    const { session, said, random, ...round } = roundOf(sessions, seed)
    const isEarly = isUnary(session) && random.below(2) === 0
    const reading = isEarly ? round.earlyReading : round.reading
    const made = await replay(said, session, random, isEarly)
    counts[made.kind]++
    if (reading !== undefined && made.kind !== 'ok') counts.refused++
    const what = falsehood(made, reading)
    if (what !== undefined) found.push(`FUZZ_SEED=${seed}: ${session.name}: ${what}`)
    // what a session put off has its turn, and the runner's clock too
    if (seed % 200 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  t.diagnostic(`seeds ${firstSeed} to ${seed - 1}: ${JSON.stringify(counts)}`)
  assert.deepEqual(found, [])
  assert.ok(counts.ok > 0 && counts.error > 0)
})

test('damaged sessions of a real server, played to the program: it says what the server said, or why not', {
  skip,
}, async (t) => {
  const sessions = (await recorded()).filter(({ name }) => name === 'put' || name === 'get' || name === 'grant')
  for (const session of sessions) {
    const command = session.name as PlayedCommand
    const run = await replayToProcess(ourProgram('etcdctl'), command, session, new Random(1), patientMs)
    assert.equal(run.code, 0, run.stderr)
    assert.equal(lieOf(command, run, readAnswer(session, false)), undefined)
  }
  const untilMs = Date.now() + (isExecutable ? seconds * 1000 : (seconds * 1000) / 2)
  const counts = { ok: 0, error: 0 }
  const found: string[] = []
  let seed = firstSeed
  const work = async (): Promise<void> => {
    while (Date.now() < untilMs && found.length < 10) await playSeed(t, seed++, sessions, counts, found)
  }
  await Promise.all(Array.from({ length: processesAtOnce }, work))
  t.diagnostic(`seeds ${firstSeed} to ${seed - 1}: ${JSON.stringify(counts)}`)
  assert.deepEqual(found, [])
  assert.ok(counts.ok + counts.error > 0)
})

async function playSeed(
  t: TestContext,
  seed: number,
  sessions: readonly Recorded[],
  counts: { ok: number; error: number },
  found: string[],
): Promise<void> {
  const { session, said, random, ...round } = roundOf(sessions, seed)
  const command = session.name as PlayedCommand
  // what changes nothing does not wait
  const reading = command === 'get' ? round.earlyReading : round.reading
  const run = await replayToProcess(ourProgram('etcdctl'), command, said, random, timeoutMs)
  counts[run.code === 0 ? 'ok' : 'error']++
  const what = lieOf(command, run, reading)
  if (what === undefined) return
  found.push(`FUZZ_SEED=${seed}: ${command}: ${what}`)
  t.diagnostic(`${run.code} ${run.stdout} ${run.stderr.slice(0, 500)}`)
}

/** What a run of the program has wrong; undefined when nothing is. */
function lieOf(command: PlayedCommand, run: ProcessReplay, reading: Reading): string | undefined {
  if (run.isKilled) return 'it does not end'
  if (command === 'put' && run.requests > 2) return `${run.requests} requests`
  if (run.code === 0) {
    const [message] = reading ?? []
    if (message === undefined || reading?.length !== 1) return 'a success that is none'
    return printed(command, message) === run.stdout ? undefined : `it printed ${JSON.stringify(run.stdout)}`
  }
  if (run.stdout !== '') return `it failed and printed ${JSON.stringify(run.stdout)}`
  // what a page in place of an answer holds is shown on a line of its own behind it
  const isError = /(?:^|\n)Error: [^\n]*(?:\ndata: "[^\n]*)?\n$/.test(run.stderr)
  const isTold = typeof run.code === 'number' && isError && !/^\s+at .+:\d+:\d+/m.test(run.stderr)
  return isTold ? undefined : `${run.code}: ${run.stderr}`
}
