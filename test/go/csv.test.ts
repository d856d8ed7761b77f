import assert from 'node:assert/strict'
import test from 'node:test'
import { CliError } from '../../src/base/errors.ts'
import { parseCsv } from '../../src/go/csv.ts'

test('a list is split at commas, and quotes around an element are removed', () => {
  const cases: [string, string[]][] = [
    ['', []],
    ['a', ['a']],
    ['a, b', ['a', ' b']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"a""b"', ['a"b']],
    ['""', ['']],
    ['"a\nb",c', ['a\nb', 'c']],
    ['\n\r\na,b\nc', ['a', 'b']],
    ['a\r', ['a']],
    ['"a"\r\n', ['a']],
  ]
  for (const [text, elements] of cases) assert.deepEqual(parseCsv(text), elements, JSON.stringify(text))
})

test('bad quoting is refused with the texts of Go', () => {
  const bare = 'bare " in non-quoted-field'
  const quotes = 'extraneous or missing " in quoted-field'
  const cases: [string, string][] = [
    ['a"b', `parse error on line 1, column 2: ${bare}`],
    ['é,x"', `parse error on line 1, column 5: ${bare}`],
    ['"a"b', `parse error on line 1, column 3: ${quotes}`],
    ['"abc', `parse error on line 1, column 5: ${quotes}`],
    ['"abc\n', `parse error on line 1, column 6: ${quotes}`],
    ['\n"abc\nd', `record on line 2; parse error on line 3, column 2: ${quotes}`],
    ['\n', 'EOF'],
  ]
  for (const [text, message] of cases) assert.throws(() => parseCsv(text), new CliError(message), JSON.stringify(text))
})
