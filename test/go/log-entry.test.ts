import assert from 'node:assert/strict'
import test from 'node:test'
import { consoleLogLine, jsonLogLine, type LogEntry, logClock } from '../../src/go/log-entry.ts'

const moment = Date.UTC(2026, 10, 27, 23, 11, 22, 487) + 0.5
const restoring: LogEntry = {
  level: 'info',
  message: 'restoring snapshot',
  fields: { path: 's "1".db', urls: ['http://a:1', 'http://b:2'], size: 10_737_418_240n, took: 0.004, learner: false },
}

test('a line of etcdctl is an object with the time as its release writes it, and no place in a source', () => {
  process.env.TZ = 'UTC'
  const rest = String.raw`"path":"s \"1\".db","urls":["http://a:1","http://b:2"],"size":10737418240,"took":0.004,"learner":false}`
  assert.equal(
    jsonLogLine(restoring, moment, 'seconds'),
    `{"level":"info","ts":1795821082.4875,"msg":"restoring snapshot",${rest}\n`,
  )
  assert.equal(
    jsonLogLine({ ...restoring, logger: 'client' }, moment, 'text'),
    `{"level":"info","ts":"2026-11-27T23:11:22.487500Z","logger":"client","msg":"restoring snapshot",${rest}\n`,
  )
  assert.equal(
    jsonLogLine({ level: 'warn', message: 'm' }, moment, 'seconds'),
    '{"level":"warn","ts":1795821082.4875,"msg":"m"}\n',
  )
})

test('a line of etcdutl has columns, whole seconds and spaces between its fields', () => {
  const zones = { UTC: 'Z', 'Asia/Kolkata': '+05:30', 'America/New_York': '-05:00' }
  const hours = { UTC: '2026-11-27T23:11', 'Asia/Kolkata': '2026-11-28T04:41', 'America/New_York': '2026-11-27T18:11' }
  for (const zone of ['UTC', 'Asia/Kolkata', 'America/New_York'] as const) {
    process.env.TZ = zone
    const rest = String.raw`{"path": "s \"1\".db", "urls": ["http://a:1", "http://b:2"], "size": 10737418240, "took": 0.004, "learner": false}`
    assert.equal(
      consoleLogLine(restoring, moment),
      `${hours[zone]}:22${zones[zone]}\tinfo\trestoring snapshot\t${rest}\n`,
    )
  }
  process.env.TZ = 'UTC'
  assert.equal(
    consoleLogLine({ level: 'warn', logger: 'bbolt', message: 'm' }, moment),
    '2026-11-27T23:11:22Z\twarn\tbbolt\tm\n',
  )
})

test('bytes of a path that are not UTF-8 are written as the original does', () => {
  assert.match(
    consoleLogLine({ level: 'info', message: 'm', fields: { path: 'r\udcff\udcfer' } }, moment),
    /"r\\ufffd\\ufffdr"/,
  )
})

test('the clock is that of the day, to the microsecond', () => {
  assert.ok(Math.abs(logClock() - Date.now()) < 60_000)
})
