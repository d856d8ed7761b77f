import assert from 'node:assert/strict'
import test from 'node:test'
import { isBelow, parseTargetVersion, parseVersion, versionText } from '../../src/offline/version.ts'

test('a target version is major and minor', () => {
  assert.equal(versionText(parseTargetVersion('3.6')), '3.6.0')
  assert.equal(versionText(parseTargetVersion('10.0')), '10.0.0')
})

test('anything else is refused with the original texts and exit code 128', () => {
  const cases = {
    '3': 'wrong target version format, expected "X.Y", got "3"',
    '3.6.0': 'wrong target version format, expected "X.Y", got "3.6.0"',
    'a.6': 'failed to parse target version: strconv.ParseInt: parsing "a": invalid syntax',
    '3.': 'failed to parse target version: strconv.ParseInt: parsing "": invalid syntax',
    '3.-6': 'failed to parse target version: 3. is not in dotted-tri format',
    '3.9223372036854775808':
      'failed to parse target version: strconv.ParseInt: parsing "9223372036854775808": value out of range',
    '3.4': 'target version "3.4" not supported. Minimal "3.5"',
  }
  for (const [text, message] of Object.entries(cases)) {
    assert.throws(() => parseTargetVersion(text), { message, exitCode: 128 })
  }
})

test('versions are compared by their numbers', () => {
  const [a, b, c] = ['3.5.0', '3.10.0', '4.0.0'].map((text) => parseVersion(text) ?? assert.fail())
  assert.ok(a && b && c)
  assert.deepEqual([isBelow(a, b), isBelow(b, a), isBelow(b, c), isBelow(a, a)], [true, false, true, false])
  assert.equal(parseVersion('3.6'), undefined)
})
