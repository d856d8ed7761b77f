import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import test from 'node:test'
import { readLines } from '../../src/base/lines.ts'

async function linesOf(...chunks: string[]): Promise<string[]> {
  const stdin = Readable.from(
    chunks.map((chunk) => Buffer.from(chunk, 'latin1')),
    { objectMode: false },
  )
  const lines: string[] = []
  for await (const line of readLines(stdin)) lines.push(line)
  return lines
}

test('lines come without their newline, wherever the input was cut', async () => {
  assert.deepEqual(await linesOf('one\ntwo\n\nthree\n'), ['one', 'two', '', 'three'])
  assert.deepEqual(await linesOf('o', 'ne\nt', 'w', 'o\n'), ['one', 'two'])
  assert.deepEqual(await linesOf('one\r\n'), ['one\r'])
})

test('what follows the last newline is no line', async () => {
  assert.deepEqual(await linesOf('one\ntwo'), ['one'])
  assert.deepEqual(await linesOf('one'), [])
  assert.deepEqual(await linesOf(), [])
})

test('characters cut in two and bytes that are no text are kept', async () => {
  assert.deepEqual(await linesOf('\xe2', '\x82\xac\n', '\xff\n'), ['€', '\udcff'])
})
