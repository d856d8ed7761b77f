import assert from 'node:assert/strict'
import test from 'node:test'
import { jsonProblem } from '../../src/go/json-problem.ts'
import { Random } from '../hostile/fuzz/random.ts'
import { commitSeed } from '../support/commit-seed.ts'

/** Messages of Go 1.26, but for the `invalid character` in front. */
const texts: readonly (readonly [text: string, problem: string])[] = [
  ['x', "'x' looking for beginning of value"],
  ['{x', "'x' looking for beginning of object key string"],
  ['{"a" 1}', "'1' after object key"],
  ['{"a":1 "b"', `'"' after object key:value pair`],
  ['{"a":1,}', "'}' looking for beginning of object key string"],
  ['[1 2]', "'2' after array element"],
  ['[1,]', "']' looking for beginning of value"],
  ['404 page', "'p' after top-level value"],
  ['{}x', "'x' after top-level value"],
  ['"\n"', "'\\n' in string literal"],
  ['"\\x"', "'x' in string escape code"],
  ['"\\u12g"', "'g' in \\u hexadecimal character escape"],
  ['nope', "'o' in literal null (expecting 'u')"],
  ['trux', "'x' in literal true (expecting 'e')"],
  ['-x', "'x' in numeric literal"],
  ['1.x', "'x' after decimal point in numeric literal"],
  ['1ex', "'x' in exponent of numeric literal"],
  ['01', "'1' after top-level value"],
  ['é', "'Ã' looking for beginning of value"],
  ["'", "'\\'' looking for beginning of value"],
]

test('what is no JSON is told in the words of Go', () => {
  for (const [text, problem] of texts) assert.equal(jsonProblem(text), `invalid character ${problem}`, text)
  for (const text of ['', ' ', '{', '{"a"', '{"a":', '[', '"', '"\\', '-', '1.', 'tru', '{"a":1,']) {
    assert.equal(jsonProblem(text), 'unexpected end of JSON input', text)
  }
})

test('a text is JSON exactly when JavaScript reads it', () => {
  const random = new Random(commitSeed())
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\n"',
    '1',
    '-0.5e3',
    '0',
    'true',
    'null',
    ' ',
    '"',
    '\\',
    'x',
    '.',
    'é',
  ] as const
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: 1 + random.below(7) }, () => random.pick(pieces)).join('')
    let isJson = true
    try {
      JSON.parse(text)
    } catch {
      isJson = false
    }
    assert.equal(jsonProblem(text) === undefined, isJson, text)
  }
})
