import assert from 'node:assert/strict'
import test from 'node:test'
import { formatSize } from '../../src/go/size.ts'

test('sizes are written in base 1000, ties to even', () => {
  const cases: [bigint, string][] = [
    [0n, '0 B'],
    [9n, '9 B'],
    [10n, '10 B'],
    [999n, '999 B'],
    [1000n, '1.0 kB'],
    [1050n, '1.1 kB'],
    [9949n, '9.9 kB'],
    [9950n, '10 kB'],
    [12450n, '12 kB'],
    [13450n, '14 kB'],
    [20480n, '20 kB'],
    [62450n, '62 kB'],
    [99499n, '100 kB'],
    [999999n, '1000 kB'],
    [1_000_000n, '1.0 MB'],
    [1_000_000_000n, '1.0 GB'],
    [2147483648n, '2.1 GB'],
    [8589934592n, '8.6 GB'],
    [18446744073709551615n, '18 EB'],
  ]
  for (const [bytes, text] of cases) assert.equal(formatSize(bytes), text)
})
