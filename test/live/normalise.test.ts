import assert from 'node:assert/strict'
import test from 'node:test'
import { type Noise, normaliseStderr, normaliseStdout } from './normalise.ts'
import { boxToAscii } from './tables.ts'

const noise: Noise = {
  cluster: { size: 1, tls: 'none', distinctHosts: false },
  redrawBoxes: false,
  saved: new Map(),
}

function stdout(args: string[], text: string, more: Partial<Noise> = {}): string {
  const bytes = Buffer.from(text).toString('latin1')
  return normaliseStdout({ args, code: 0, stdout: bytes, stderr: '' }, { ...noise, ...more })
}

function healthTable(took: string): string {
  const rule = '-'.repeat(took.length + 2)
  const title = `${' '.repeat(Math.floor((took.length - 2) / 2))}TOOK`.padEnd(took.length + 2)
  const top = `+----------+${rule}+`
  return [top, `| ENDPOINT |${title}|`, top, `|  a:12345 | ${took} |`, top, ''].join('\n')
}

test('durations are forgotten, wherever health prints them', () => {
  const health = ['endpoint', 'health']
  assert.equal(stdout(health, 'took = 1.234567ms\n'), 'took = <took>\n')
  assert.equal(stdout(health, '"took":"999µs"'), '"took":"<took>"')
  assert.equal(stdout(health, healthTable('1.234567ms')), stdout(health, healthTable('12.5µs')))
})

test('a duration that Go would not print so is kept', () => {
  assert.equal(stdout(['endpoint', 'health'], 'took = 1.500ms\n'), 'took = 1.500ms\n')
})

test('a table whose masked column is not drawn as it should be is kept', () => {
  const crooked = healthTable('1.5ms').replace('| 1.5ms |', '|1.5ms  |')
  assert.equal(stdout(['endpoint', 'health'], crooked), crooked)
})

test('sizes are forgotten in a status only', () => {
  const line = 'a:1, 1f, 3.6.14, 3.5.0, 25 kB, 20 kB, 7%, 2.1 GB, true, false, 2, 6, 6, , , false\n'
  const masked = 'a:1, 1f, 3.6.14, <storage>, <size>, <size>, <share>, 2.1 GB, true, false, 2, 6, 6, , , false\n'
  assert.equal(stdout(['endpoint', 'status'], line), masked)
  assert.equal(stdout(['get', 'k'], line), line)
})

test('terms are forgotten with three members only', () => {
  const json = '{"header":{"revision":1,"raft_term":7}}\n'
  assert.equal(stdout(['get', 'k'], json), json)
  const three = { cluster: { ...noise.cluster, size: 3 as const } }
  assert.equal(stdout(['get', 'k'], json, three), '{"header":{"revision":1,"raft_term":<term>}}\n')
})

test('an id of fewer digits in a sentence on a member is masked with what pads it', () => {
  const saved = new Map([['ID', '4d5765fc71500b']])
  assert.equal(stdout(['member'], 'Member   4d5765fc71500b removed', { saved }), 'Member <ID> removed')
})

test('what a line saved is masked in hexadecimal and in decimal', () => {
  const saved = new Map([['LEASE', '694d5765fc71500b']])
  assert.equal(stdout(['lease'], `694d5765fc71500b ${0x694d5765fc71500bn}`, { saved }), '<LEASE> <LEASE>')
})

test('a short value that was saved first leaves the ids whole that hold its digits', () => {
  const saved = new Map([
    ['REV', '29'],
    ['LEASE', '5775a1feef29a66f'],
  ])
  assert.equal(stdout(['lock'], 'L/5775a1feef29a66f 29', { saved }), 'L/<LEASE> <REV>')
})

test('bytes that are not UTF-8 stay apart', () => {
  const outcome = (bytes: string) => ({ args: ['get'], code: 0, stdout: bytes, stderr: '' })
  assert.notEqual(normaliseStdout(outcome('\xff'), noise), normaliseStdout(outcome('\xfe'), noise))
})

test('log lines are dropped and the time of the others is forgotten', () => {
  const lines = [
    '{"level":"warn","ts":"2026-11-20T13:11:25Z","msg":"retrying of unary invoker failed"}',
    '2026-11-20 13:11:25.084588 W | pkg/flags: unrecognized environment variable ETCDCTL_FOO=bar',
    '{"level":"fatal","ts":"2026-11-20T13:11:25Z","caller":"flags/flag.go:85","msg":"conflicting environment variable","stacktrace":"a\\n\\t\\"b"}',
    'Error: x',
  ]
  assert.deepEqual(normaliseStderr({ args: [], code: 1, stdout: '', stderr: lines.join('\n') }, noise), [
    '<time> W | pkg/flags: unrecognized environment variable ETCDCTL_FOO=bar',
    '{"level":"fatal","ts":"<time>","caller":"flags/flag.go:<line>","msg":"conflicting environment variable","stacktrace":"<stack>"}',
    'Error: x',
  ])
})

test('a box table without rows gets the rule that an ASCII one has', () => {
  assert.equal(boxToAscii('┌───┐\n│ A │\n└───┘\n'), '+---+\n| A |\n+---+\n+---+\n')
})

test('what is left of five minutes is forgotten in every format, of another lease or when it is over it is not', () => {
  const left = ['lease', 'timetolive', '1234']
  const lines = (seconds: number): string[] => [
    `lease 1234 granted with TTL(300s), remaining(${seconds}s)\n`,
    `"id":4660,"ttl":${seconds},"granted-ttl":300,"keys":null}\n`,
    `"TTL" : ${seconds}\n"GrantedTTL" : 300\n`,
  ]
  for (const [at, line] of lines(299).entries()) {
    assert.equal(stdout(left, line), stdout(left, lines(260)[at] ?? ''))
    assert.notEqual(stdout(left, line), stdout(left, lines(99)[at] ?? ''))
    assert.notEqual(stdout(left, line), stdout(left, lines(301)[at] ?? ''))
  }
  const message = (low: number): string => {
    const bytes = Buffer.from([0x18, low, 0x02, 0x20, 0xac, 0x02])
    return normaliseStdout({ args: left, code: 0, stdout: bytes.toString('latin1'), stderr: '' }, noise)
  }
  assert.equal(message(0xab), message(0x90))
  assert.notEqual(message(0xab), message(0xad))
})
