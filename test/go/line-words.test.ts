import assert from 'node:assert/strict'
import test from 'node:test'
import { splitWords } from '../../src/go/line-words.ts'

const lines: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['', []],
  [' \t\r', []],
  ['put k v', ['put', 'k', 'v']],
  ['  put\tk   v  ', ['put', 'k', 'v']],
  ['put "a b" \'c d\'', ['put', 'a b', 'c d']],
  ['put "" \'\'', ['put', '', '']],
  ['put "tab\\there \\"q\\" \\\\"', ['put', 'tab\there "q" \\']],
  ["put 'no \\n escape'", ['put', 'no \\n escape']],
  ['put a"b c"d', ['put', 'a"b', 'c"d']],
  ['put "abc', ['put', 'abc']],
  ["put 'abc", ['put', 'abc']],
  ['put "a""b"', ['put', 'a', 'b']],
  ['put "a"b', ['put', 'a', 'b']],
  ['put a\\ b', ['put', 'a\\', 'b']],
  ['put a\u00a0b \ufeff', ['put', 'a\u00a0b', '\ufeff']],
  ['put \udcff', ['put', '\udcff']],
]

test('a line is split into words, quotes taken off', () => {
  for (const [line, words] of lines) assert.deepEqual(splitWords(line), words, line)
})

test('a wrong escape between double quotes is refused', () => {
  for (const line of ['put "\\q"', 'put k "\\x1"']) {
    assert.throws(() => splitWords(line), { message: 'invalid syntax', exitCode: 3 })
  }
})
