import assert from 'node:assert/strict'
import test from 'node:test'
import { linePieces, textPieces } from '../../src/render/pieces.ts'

test('texts are joined to few large pieces, in order', () => {
  const texts = Array.from({ length: 5000 }, (_, index) => `${index},`.padEnd(100))
  const pieces = [...textPieces(texts, (text) => text)]
  assert.equal(pieces.join(''), texts.join(''))
  assert.ok(pieces.length < 10, `${pieces.length} pieces`)
})

test('lines are joined to few large pieces, each with its newline', () => {
  const texts = Array.from({ length: 5000 }, (_, index) => `${index}`.padEnd(100))
  const pieces = [...linePieces(texts, (text) => [Buffer.from(text), Buffer.alloc(0)])]
  assert.equal(Buffer.concat(pieces).toString(), texts.map((text) => `${text}\n\n`).join(''))
  assert.ok(pieces.length < 10, `${pieces.length} pieces`)
})

test('a first piece does not wait for items that come after it', () => {
  let taken = 0
  const endless = function* (): Generator<string> {
    for (;;) yield `${taken++}`.padEnd(1000)
  }
  const first = textPieces(endless(), (text) => text).next()
  assert.equal(first.done, false)
  assert.ok(taken < 100)
})

test('nothing makes no piece', () => {
  assert.deepEqual([...textPieces([], String)], [])
  assert.deepEqual([...linePieces([], () => [])], [])
})

test('bytes among the items stay where they are, as they are', () => {
  const items = ['a', Buffer.from('made before'), Buffer.alloc(0), 'b', 'c']
  const pieces = [...linePieces<string>(items, (text) => [Buffer.from(text)])]
  assert.equal(Buffer.concat(pieces).toString(), 'a\nmade beforeb\nc\n')
})
