import assert from 'node:assert/strict'
import test from 'node:test'
import { CliError } from '../../src/base/errors.ts'
import {
  type Base,
  parseBool,
  parseHexInt64,
  parseHexUint64,
  parseInt64,
  parseInteger,
  parseUint64,
} from '../../src/go/parse.ts'

const highest = 9223372036854775807n

test('decimal integers take a sign and all 64 bits', () => {
  assert.equal(parseInt64('007'), 7n)
  assert.equal(parseInt64('+5'), 5n)
  assert.equal(parseInt64('9223372036854775807'), highest)
  assert.equal(parseInt64('-9223372036854775808'), -highest - 1n)
  assert.equal(parseUint64('18446744073709551615'), 18446744073709551615n)
})

test('flags take prefixes, octal numbers and underscores between digits', () => {
  const cases: [string, bigint][] = [
    ['0', 0n],
    ['10', 10n],
    ['017', 15n],
    ['0_7', 7n],
    ['0x1F', 31n],
    ['-0b101', -5n],
    ['0O17', 15n],
    ['0x_ff', 255n],
    ['1_000', 1000n],
  ]
  for (const [text, value] of cases) assert.equal(parseInt64(text, 0), value, text)
})

test('lease and member IDs are hexadecimal without a prefix', () => {
  assert.equal(parseHexInt64('694d5765fc71500b'), 0x694d5765fc71500bn)
  assert.equal(parseHexInt64('-A'), -10n)
  assert.equal(parseHexUint64('FFFFffffFFFFffff'), 0xffffffffffffffffn)
})

test('bad integers are refused with the texts of Go', () => {
  const cases: [text: string, base: Base, reason: string][] = [
    ['', 10, 'invalid syntax'],
    ['-', 10, 'invalid syntax'],
    ['zz', 16, 'invalid syntax'],
    ['1.5', 0, 'invalid syntax'],
    ['0x10', 16, 'invalid syntax'],
    ['1_0', 10, 'invalid syntax'],
    ['0x', 0, 'invalid syntax'],
    ['08', 0, 'invalid syntax'],
    ['_1', 0, 'invalid syntax'],
    ['1__0', 0, 'invalid syntax'],
    ['1_', 0, 'invalid syntax'],
    [' 1', 10, 'invalid syntax'],
    ['9223372036854775808', 10, 'value out of range'],
    ['-9223372036854775809', 10, 'value out of range'],
    ['99999999999999999999z', 10, 'value out of range'],
  ]
  for (const [text, base, reason] of cases) {
    assert.throws(() => parseInt64(text, base), new CliError(`strconv.ParseInt: parsing "${text}": ${reason}`))
  }
})

test('unsigned integers take no sign, and errors quote what was given', () => {
  const reasons = { '-1': 'invalid syntax', '+1': 'invalid syntax', '18446744073709551616': 'value out of range' }
  for (const [text, reason] of Object.entries(reasons)) {
    assert.throws(() => parseUint64(text), new CliError(`strconv.ParseUint: parsing "${text}": ${reason}`))
  }
  assert.throws(() => parseHexUint64('a\n"\udcff'), /parsing "a\\n\\"\\xff": invalid syntax$/)
})

test('smaller integers have the range of their bits', () => {
  assert.equal(parseInteger('-2147483648'), -2147483648)
  assert.equal(parseInteger('0x10', 0), 16)
  assert.throws(() => parseInteger('2147483648'), /value out of range/)
  assert.equal(parseInteger('2147483648', 10, 53), 2147483648)
})

test('booleans have six spellings each', () => {
  for (const text of ['1', 't', 'T', 'TRUE', 'true', 'True']) assert.equal(parseBool(text), true)
  for (const text of ['0', 'f', 'F', 'FALSE', 'false', 'False']) assert.equal(parseBool(text), false)
  assert.throws(() => parseBool('zz'), new CliError('strconv.ParseBool: parsing "zz": invalid syntax'))
  assert.throws(() => parseBool('tRUE'), CliError)
})
