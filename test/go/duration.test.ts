import assert from 'node:assert/strict'
import test from 'node:test'
import { CliError } from '../../src/base/errors.ts'
import { formatDuration, parseDuration } from '../../src/go/duration.ts'

test('durations are written in the largest unit that fits, without trailing zeros', () => {
  const cases: [bigint, string][] = [
    [0n, '0s'],
    [999n, '999ns'],
    [1500n, '1.5\u00b5s'],
    [1_234_567n, '1.234567ms'],
    [3_251_270n, '3.25127ms'],
    [5_000_857_744n, '5.000857744s'],
    [61_000_000_000n, '1m1s'],
    [60_000_000_000n, '1m0s'],
    [5_400_000_000_000n, '1h30m0s'],
    [-1_500_000_000n, '-1.5s'],
    [-(1n << 63n), '-2562047h47m16.854775808s'],
  ]
  for (const [nanoseconds, text] of cases) assert.equal(formatDuration(nanoseconds), text)
})

test('durations are read with signs, fractions and several units', () => {
  const cases: [string, bigint][] = [
    ['0', 0n],
    ['-0', 0n],
    ['300ms', 300_000_000n],
    ['1m30s', 90_000_000_000n],
    ['-1s', -1_000_000_000n],
    ['+.5s', 500_000_000n],
    ['1.s', 1_000_000_000n],
    ['1\u00b5s2\u03bcs3us4ns', 6004n],
    ['0.3333333333333333333h', 1_200_000_000_000n],
    ['-9223372036854775808ns', -(1n << 63n)],
  ]
  for (const [text, nanoseconds] of cases) assert.equal(parseDuration(text), nanoseconds, text)
})

test('malformed durations are refused with the texts of Go', () => {
  const cases: [string, string][] = [
    ['5', 'time: missing unit in duration "5"'],
    ['1m5', 'time: missing unit in duration "1m5"'],
    ['x', 'time: invalid duration "x"'],
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['.s', 'time: invalid duration ".s"'],
    ['5x', 'time: unknown unit "x" in duration "5x"'],
    ['1sé"', 'time: unknown unit "s\\xc3\\xa9\\"" in duration "1s\\xc3\\xa9\\""'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
    ['3000000h', 'time: invalid duration "3000000h"'],
  ]
  for (const [text, message] of cases) assert.throws(() => parseDuration(text), new CliError(message))
})
