import assert from 'node:assert/strict'
import test from 'node:test'
import { parseLine } from './case-file.ts'
import { expand, lex } from './words.ts'

const variables = new Map([['EP', '127.0.0.1:2379']])

function words(line: string): string[] {
  return lex(line).words.map((word) => expand(word, variables))
}

test('words are quoted as in a shell', () => {
  assert.deepEqual(words(`a 'b c' "d $EP" \\e x"y"z '' $'\\xff\\0\\n\\u00e9'`), [
    'a',
    'b c',
    'd 127.0.0.1:2379',
    'e',
    'xyz',
    '',
    '\xff\0\n\xc3\xa9',
  ])
})

test('single quotes keep a dollar sign', () => {
  assert.deepEqual(words(`'$EP' --endpoints=$EP,\${EP}`), ['$EP', '--endpoints=127.0.0.1:2379,127.0.0.1:2379'])
})

test('an unknown variable and an open quote are refused', () => {
  assert.throws(() => words('get $NOPE'), /no variable \$NOPE/)
  assert.throws(() => words("get 'x"), /unclosed '/)
})

test('a line has environment, input and annotations', () => {
  const line = parseLine(`A= B=$EP put 'k#1' <<< 'in put' #differs: later [3.4 3.5] #stderr`, 'x.txt:1')
  assert.equal(line.text, `A= B=$EP put 'k#1' <<< 'in put'`)
  assert.deepEqual(
    line.environment.map(({ name, value }) => [name, expand(value, variables)]),
    [
      ['A', ''],
      ['B', '127.0.0.1:2379'],
    ],
  )
  assert.deepEqual(
    line.words.map((word) => expand(word, variables)),
    ['put', 'k#1'],
  )
  assert.equal(line.stdin && expand(line.stdin, variables), 'in put')
  assert.deepEqual(line.differs, { anchor: 'later', releases: ['3.4', '3.5'] })
  assert.equal(line.comparesAllStderr, true)
})

test('a mistyped annotation is refused with its place', () => {
  assert.throws(() => parseLine('get a #difers: x', 'x.txt:7'), /x\.txt:7: unknown annotation/)
})
