import assert from 'node:assert/strict'
import test from 'node:test'
import { groupNames, loadGroup, paces } from '../../../scripts/bench/groups.ts'
import { layouts } from '../../../scripts/bench/layouts.ts'
import { parseOptions } from '../../../scripts/bench/options.ts'
import { formats } from '../../../scripts/bench/reads.ts'

test('without arguments all groups run in all layouts and formats, on 3.5, with the clients of 3.5 and 3.7', () => {
  const options = parseOptions([], {})
  assert.deepEqual(options.groups, groupNames)
  assert.deepEqual(options.clients, ['3.5', '3.7'])
  assert.deepEqual(options.servers, ['3.5'])
  assert.equal(options.rounds, undefined)
  assert.deepEqual(options.reads, {
    layouts: layouts.map(({ name }) => name),
    formats: formats.map(({ name }) => name),
    keys: 100_000,
  })
  assert.equal(options.writesReadme, false)
})

test('arguments and variables choose', () => {
  const args = ['watch', 'small', '--quick', '--clients', '3.4', '--json', 'a.json', '--svg', 'b.svg']
  const reads = ['--layouts', 'binary-keys,kubernetes', '--formats', 'json', '--keys', '500', '--force']
  assert.deepEqual(parseOptions([...args, ...reads], { ROUNDS: '7', SERVER: '3.7,3.4', BENCH_SEED: '0' }), {
    groups: ['watch', 'small'],
    rounds: 7,
    servers: ['3.7', '3.4'],
    clients: ['3.4'],
    pace: 'quick',
    seed: 0,
    reads: { layouts: ['binary-keys', 'kubernetes'], formats: ['json'], keys: 500 },
    isForced: true,
    json: 'a.json',
    svg: 'b.svg',
    writesReadme: false,
    from: undefined,
  })
})

test('each run draws a seed of its own, unless one is given', () => {
  const seeds = new Set(Array.from({ length: 5 }, () => parseOptions([], {}).seed))
  assert.ok(seeds.size > 1)
  assert.equal(parseOptions([], { BENCH_SEED: '12' }).seed, 12)
})

test('what means nothing is refused', () => {
  assert.throws(() => parseOptions(['nothing'], {}), /there is no group nothing/)
  assert.throws(() => parseOptions(['--layouts', 'none'], {}), /there is no layout none/)
  assert.throws(() => parseOptions(['--formats', 'xml'], {}), /there is no format xml/)
  assert.throws(() => parseOptions(['--keys', '0'], {}), /--keys=0/)
  assert.throws(() => parseOptions(['--slow'], {}), /--slow/)
  assert.throws(() => parseOptions(['--quick', '--readme'], {}), /quick/)
  for (const ROUNDS of ['0', '1.5', 'many', '']) assert.throws(() => parseOptions([], { ROUNDS }), /ROUNDS/)
})

test('every group can be loaded', async () => {
  for (const name of groupNames) {
    const { rounds } = await loadGroup(name)
    for (const pace of paces) assert.ok(rounds[pace] > 0, `${name}, ${pace}`)
  }
})
