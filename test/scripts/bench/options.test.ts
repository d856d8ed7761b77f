import assert from 'node:assert/strict'
import test from 'node:test'
import { groupNames, loadGroup } from '../../../scripts/bench/groups.ts'
import { parseOptions } from '../../../scripts/bench/options.ts'

test('without arguments all groups run, on 3.5, with the clients of 3.5 to 3.7', () => {
  const options = parseOptions([], {})
  assert.deepEqual(options.groups, groupNames)
  assert.deepEqual(options.clients, ['3.5', '3.6', '3.7'])
  assert.equal(options.server, '3.5')
  assert.equal(options.rounds, undefined)
})

test('arguments and variables choose', () => {
  const args = ['watch', 'small', '--quick', '--clients', '3.4', '--json', 'a.json', '--svg', 'b.svg']
  assert.deepEqual(parseOptions(args, { ROUNDS: '7', SERVER: '3.7' }), {
    groups: ['watch', 'small'],
    rounds: 7,
    server: '3.7',
    clients: ['3.4'],
    isQuick: true,
    json: 'a.json',
    svg: 'b.svg',
    from: undefined,
  })
})

test('what means nothing is refused', () => {
  assert.throws(() => parseOptions(['nothing'], {}), /there is no group nothing/)
  assert.throws(() => parseOptions(['--slow'], {}), /--slow/)
  for (const ROUNDS of ['0', '1.5', 'many', '']) assert.throws(() => parseOptions([], { ROUNDS }), /ROUNDS/)
})

test('every group can be loaded', async () => {
  for (const name of groupNames) assert.ok((await loadGroup(name)).rounds > 0, name)
})
