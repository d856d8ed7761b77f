import assert from 'node:assert/strict'
import test from 'node:test'
import { deleteOp, putOp } from '../../../src/commands/make-mirror/operations.ts'
import { type Change, Joining, transactions } from '../../../src/commands/make-mirror/transactions.ts'

const few = 128

/** `a b|c` is a change of two puts and one of one; `-a` deletes. */
function changes(text: string): Change[] {
  return text.split('|').map((change) => change.split(' ').map((word) => operation(word)))
}

function operation(word: string) {
  return word.startsWith('-') ? deleteOp(Buffer.from(word.slice(1))) : putOp(Buffer.from(word), Buffer.from('v'))
}

function shown(list: Iterable<readonly Change[]>): string[] {
  return [...list].map((transaction) => transaction.map((change) => change.map(word).join(' ')).join('|'))
}

function word({ requestPut, requestDeleteRange }: Change[number]): string {
  return requestPut === undefined
    ? `-${Buffer.from(requestDeleteRange?.key ?? [])}`
    : String(Buffer.from(requestPut.key))
}

const rows: readonly (readonly [name: string, text: string, maxOps: number, expected: string[]])[] = [
  ['changes of different keys are joined in order', 'a|b c|-d', few, ['a|b c|-d']],
  ['a key is changed once in a transaction', 'a|b|a|c', few, ['a|b', 'a|c']],
  ['a delete and a put of one key are kept apart', 'a|-a|a', few, ['a', '-a', 'a']],
  ['a change is not torn to fill a transaction', 'a b|c d|e f', 3, ['a b', 'c d', 'e f']],
  ['a change that is too large is cut', 'a b c d e|f', 2, ['a b', 'c d', 'e|f']],
  ['one operation a transaction', 'a b|c', 1, ['a', 'b', 'c']],
]

for (const [name, text, maxOps, expected] of rows) {
  test(name, () => assert.deepEqual(shown(transactions(changes(text), maxOps)), expected))
}

test('nothing gives no transaction', () => assert.deepEqual(shown(transactions([], few)), []))

test('no more than 128 operations are joined, but a change without a limit stays whole', () => {
  const many = Array.from({ length: 300 }, (_, number): Change => [operation(`k${number}`)])
  const sizes = (list: Iterable<readonly Change[]>) => [...list].map((transaction) => transaction.flat().length)
  assert.deepEqual(sizes(transactions(many, Number.POSITIVE_INFINITY)), [128, 128, 44])
  assert.deepEqual(sizes(transactions([many.flat()], Number.POSITIVE_INFINITY)), [300])
})

test('a transaction stays below a megabyte unless one change alone is larger', () => {
  const value = Buffer.alloc(600_000)
  const large = ['a', 'b', 'c'].map((key): Change => [putOp(Buffer.from(key), value)])
  assert.deepEqual(shown(transactions(large, few)), ['a', 'b', 'c'])
  assert.deepEqual(shown(transactions([large.flat()], few)), ['a b c'])
})

test('keys that differ in bytes that are no text are told apart', () => {
  const keys = [Buffer.of(0xff), Buffer.of(0xfe)].map((key): Change => [putOp(key, key)])
  assert.equal([...transactions(keys, few)].length, 1)
})

test('changes that come one after the other are joined as those that come at once', () => {
  const joining = new Joining(3)
  const full = ['a', 'b|c', 'd|a', 'e'].map((text) => shown(joining.take(changes(text))))
  assert.deepEqual(full, [[], [], ['a|b|c'], []])
  assert.deepEqual([shown(joining.rest()), shown(joining.rest())], [['d|a|e'], []])
})
