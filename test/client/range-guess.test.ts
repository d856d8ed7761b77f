import assert from 'node:assert/strict'
import test from 'node:test'
import { guessKey } from '../../src/client/range-guess.ts'

function guess(first: string, last: string, step: number): string | undefined {
  const key = guessKey(Buffer.from(first, 'latin1'), Buffer.from(last, 'latin1'), step)
  return key && Buffer.from(key).toString('latin1')
}

test('numbers go on as numbers', () => {
  assert.equal(guess('job/0100', 'job/0199', 1), 'job/0298')
  assert.equal(guess('job/0000', 'job/0099', 10), 'job/1089')
  assert.equal(guess('job/0000', 'job/0999', 0.5), 'job/1498')
})

test('hexadecimal numbers go on as such, in whatever stands behind them', () => {
  assert.equal(guess('00aa-x', '00ff-y', 1), '0154')
  assert.equal(guess('k/0a', 'k/0f', 2), 'k/19')
})

test('other keys go on byte by byte', () => {
  assert.equal(guess('gX', 'iX', 1), 'kX')
  assert.equal(guess('\x01\xff', '\x02\x01', 1), '\x02\x03')
})

test('nothing is guessed of one key, of keys of different lengths, and behind the last one', () => {
  assert.equal(guess('same', 'same', 1), undefined)
  assert.equal(guess('a', 'ab', 1), undefined)
  assert.equal(guess('a/1', 'a/10', 1), undefined)
  assert.equal(guess('', '', 1), undefined)
  assert.equal(guess('10', '99', 5), undefined)
})
