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
  const lines = Array.from({ length: 5000 }, (_, index) => Buffer.from(`${index}`.padEnd(100)))
  const pieces = [...linePieces(lines, (line) => [line, Buffer.alloc(0)])]
  assert.equal(Buffer.concat(pieces).toString(), lines.map((line) => `${line}\n\n`).join(''))
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
