import assert from 'node:assert/strict'
import test from 'node:test'
import { displayWidth } from '../../src/render/display-width.ts'

test('display widths are those that the tables of 3.7 reserve', () => {
  const cases: [string, number][] = [
    ['', 0],
    ['http://127.0.0.1:2379', 21],
    ['é…☃ｱ', 4],
    ['日本', 4],
    ['안녕', 4],
    ['Ａ👍', 4],
    ['e\u0301\u200b', 1],
    ['a\u0007\x7f', 1],
    ['👍🏽', 4],
    ['❤️', 1],
    ['\x1b[31mx\x1b[0m', 1],
  ]
  for (const [text, width] of cases) assert.equal(displayWidth(text), width, text)
})
