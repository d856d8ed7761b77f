import assert from 'node:assert/strict'
import test from 'node:test'
import { create } from '../../src/rpc/codec.ts'
import { deleteRangeRequestType, putRequestType } from '../../src/rpc/fields.ts'
import type { RequestOp } from '../../src/rpc/messages.ts'
import { openTestClient, within } from '../client/open.ts'
import { startCluster } from '../support/cluster.ts'
import { commitSeed } from '../support/commit-seed.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { runCli } from '../support/run-cli.ts'

const etcd = await newestEtcd()
const skip = etcd === undefined && 'no etcd server found'
const longMs = 120_000
const everything = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) }
const seed = Number(process.env.SEED ?? commitSeed())
const rounds = Number(process.env.ROUNDS ?? 60)

/** Marsaglia's xorshift. */
function random(from: number): (below: number) => number {
  let state = from | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

type State = ReadonlyMap<string, string>
/** What a revision changed, in hexadecimal; undefined for a key that it deleted. */
type Changes = ReadonlyMap<string, string | undefined>

/** All that happened, from which every state is made anew. */
class Model {
  readonly history: Changes[] = [new Map(), new Map()]

  get revision(): number {
    return this.history.length - 1
  }

  at(revision: number): State {
    const state = new Map<string, string>()
    for (const changes of this.history.slice(0, revision + 1))
      for (const [key, value] of changes) {
        if (value === undefined) state.delete(key)
        else state.set(key, value)
      }
    return state
  }

  /** The keys that these revisions changed. */
  touched(first: number, last: number): Set<string> {
    return new Set(this.history.slice(first, last + 1).flatMap((changes) => [...changes.keys()]))
  }
}

interface Expected {
  readonly changes: Changes
  readonly conflicts: number
  readonly same: number
}

function expectedUndo(model: Model, first: number, last: number): Expected {
  const [before, after] = [model.at(first - 1), model.at(last)]
  const again = model.touched(last + 1, model.revision)
  const changes = new Map<string, string | undefined>()
  let [conflicts, same] = [0, 0]
  for (const key of model.touched(first, last)) {
    if (before.get(key) === after.get(key)) same++
    else if (again.has(key)) conflicts++
    else changes.set(key, before.get(key))
  }
  return { changes, conflicts, same }
}

function expectedApply(model: Model, revision: number, deletes: boolean): Expected {
  const [wanted, now] = [model.at(revision), model.at(model.revision)]
  const changes = new Map<string, string | undefined>()
  let same = 0
  for (const [key, value] of wanted) {
    if (now.get(key) === value) same++
    else changes.set(key, value)
  }
  if (deletes) for (const key of now.keys()) if (!wanted.has(key)) changes.set(key, undefined)
  return { changes, conflicts: 0, same }
}

function summary({ changes, conflicts, same }: Expected): string {
  const values = [...changes.values()]
  const deleted = values.filter((value) => value === undefined).length
  return `put ${values.length - deleted}, deleted ${deleted}, same ${same}, conflicts ${conflicts}`
}

test(`undo and apply do what a model says, seed ${seed}`, { skip, timeout: 600_000 }, async (t) => {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd })
  t.after(() => cluster.close())
  const client = await openTestClient(t, cluster.endpoints)
  const draw = random(seed)
  const keys = Array.from({ length: 9 }, (_, at) => Buffer.from([97 + (at % 3), draw(256), 0, at]))
  const model = new Model()
  let compacted = 0

  const change = async () => {
    const picked = new Set(Array.from({ length: 1 + draw(4) }, () => draw(keys.length)))
    const changes = new Map<string, string | undefined>()
    const success = [...picked].flatMap((at): RequestOp[] => {
      const key = keys[at] ?? Buffer.alloc(1)
      const isThere = model.at(model.revision).has(key.toString('hex'))
      if (draw(3) === 0) {
        if (!isThere) return []
        changes.set(key.toString('hex'), undefined)
        return [{ requestDeleteRange: create(deleteRangeRequestType, { key }) }]
      }
      // few values, so that a key often gets one that it had before
      const value = Buffer.from(Array.from({ length: draw(3) }, () => draw(2) * 255))
      changes.set(key.toString('hex'), value.toString('hex'))
      return [{ requestPut: create(putRequestType, { key, value }) }]
    })
    if (success.length === 0) return
    await client.kv.txn({ success }, within(longMs))
    model.history.push(changes)
  }

  for (let round = 0; round < rounds; round++) {
    for (let at = draw(6); at >= 0; at--) await change()
    if (draw(8) === 0 && model.revision - 3 > compacted) {
      compacted = model.revision - 3
      await client.kv.compact({ revision: BigInt(compacted), physical: true }, within(longMs))
    }
    const [first, last] = [model.revision - draw(12), model.revision - draw(12)].sort((a, b) => a - b) as [
      number,
      number,
    ]
    if (first < 2) continue
    await playRound({ isUndo: draw(2) === 0, deletes: draw(2) === 0, first, last })
  }

  async function playRound(plan: { isUndo: boolean; deletes: boolean; first: number; last: number }) {
    const { isUndo, deletes, first, last } = plan
    const expected = isUndo ? expectedUndo(model, first, last) : expectedApply(model, first, deletes)
    const args = isUndo ? ['undo', `@${first}..@${last}`] : ['apply', `@${first}`, ...(deletes ? ['--delete'] : [])]
    const line = `seed ${seed}, revision ${model.revision}, compacted ${compacted}: ${args.join(' ')}`
    const { code, stdout, stderr } = await runCli([...cluster.clientFlags(), ...args])
    const isGone = isUndo ? first <= compacted : first < compacted
    if (isGone) {
      assert.equal(code, 1, line)
      assert.match(stderr, /compacted; the oldest/, line)
    } else {
      assert.equal(stdout.trimEnd().split('\n').at(-1), summary(expected), `${line}\n${stdout}${stderr}`)
      assert.equal(code, expected.conflicts > 0 ? 1 : 0, line)
      if (expected.changes.size > 0) model.history.push(expected.changes)
    }
    const { kvs, header } = await client.kv.range(everything, within(longMs))
    const now = new Map(
      kvs.map(({ key, value }) => [Buffer.from(key).toString('hex'), Buffer.from(value).toString('hex')]),
    )
    assert.deepEqual(now, new Map([...model.at(model.revision)].sort(([a], [b]) => (a < b ? -1 : 1))), line)
    assert.equal(Number(header?.revision), model.revision, line)
  }
})
