import assert from 'node:assert/strict'
import test from 'node:test'
import { logStamp, logText, plainStamp } from '../../src/go/log-line.ts'

const moment = Date.UTC(2026, 10, 5, 3, 1, 9, 7) + 0.25

test('time stamps are local, to the microsecond, with the zone in the JSON form', () => {
  const zones: Readonly<Record<string, [string, string]>> = {
    UTC: ['2026-11-05 03:01:09.007250', '2026-11-05T03:01:09.007250Z'],
    'Asia/Kolkata': ['2026-11-05 08:31:09.007250', '2026-11-05T08:31:09.007250+0530'],
    'America/New_York': ['2026-11-04 22:01:09.007250', '2026-11-04T22:01:09.007250-0500'],
  }
  for (const [zone, want] of Object.entries(zones)) {
    process.env.TZ = zone
    assert.deepEqual([plainStamp(moment), logStamp(moment)], want)
  }
})

test('log text escapes control characters, quotes and backslashes only', () => {
  assert.equal(logText('a"b\\c\n\r\t\b\u001f\u007f<&>\u00e9'), '"a\\"b\\\\c\\n\\r\\t\\u0008\\u001f\u007f<&>\u00e9"')
})
