import assert from 'node:assert/strict'
import test from 'node:test'
import { interleave, runOnce } from '../../../scripts/bench/measure.ts'
import { createMeter, parseTimeReport } from '../../../scripts/bench/usage.ts'

function node(script: string): { name: string; argv: string[] } {
  return { name: 'script', argv: [process.execPath, '-e', script] }
}

test('the last line of a report of GNU time counts', () => {
  assert.deepEqual(parseTimeReport('0.50 0.25 2048\n'), { cpuMs: 750, peakMib: 2 })
  assert.deepEqual(parseTimeReport('Command terminated by signal 2\n1.00 0.00 1024\n'), { cpuMs: 1000, peakMib: 1 })
  assert.deepEqual(parseTimeReport(''), { cpuMs: undefined, peakMib: undefined })
})

/** Other systems have no /proc, from which the figures are read: the suite shows none there. */
const skip = process.platform !== 'linux' && 'memory and CPU are read from /proc, which only Linux has'

test('a run of a program is timed, with the memory that it used', { skip }, async () => {
  const run = await runOnce(node('const b = Buffer.alloc(2e8, 1); setTimeout(() => b, 100)'))
  assert.ok(run.wallMs > 100, `${run.wallMs} ms`)
  assert.ok((run.peakMib ?? 0) > 190, `${run.peakMib} MiB`)
  assert.ok((run.cpuMs ?? 0) > 0)
})

test('without GNU time the memory of a program and its children is sampled', { skip }, async () => {
  const script = 'const b = Buffer.alloc(2e8, 1); setTimeout(() => b, 100)'
  const argv = ['sh', '-c', '"$@"; true', 'sh', process.execPath, '-e', script]
  const run = await runOnce({ name: 'shell', argv }, () => createMeter(false))
  assert.ok((run.peakMib ?? 0) > 190, `${run.peakMib} MiB`)
})

test('a program that goes on for ever is timed up to its last byte and interrupted', async () => {
  const endless = node("setTimeout(() => process.stdout.write('x'.repeat(100)), 50); setInterval(() => {}, 1000)")
  const { wallMs } = await runOnce({ ...endless, until: { bytes: 100 } })
  assert.ok(wallMs >= 50 && wallMs < 4000, `${wallMs} ms`)
})

test('a program that goes on for ever is timed until a condition holds', async () => {
  let asked = 0
  const holds = () => Promise.resolve(++asked === 3)
  await runOnce({ ...node('setInterval(() => {}, 1000)'), until: { holds } })
  assert.equal(asked, 3)
})

test('a program that fails, or ends before its work is done, is an error with its words', async () => {
  await assert.rejects(runOnce(node("console.error('broken'); process.exitCode = 3")), /script ended with 3: broken/)
  await assert.rejects(runOnce({ ...node('0'), until: { bytes: 1 } }), /script ended with 0/)
  await assert.rejects(runOnce({ ...node('0'), until: { holds: () => Promise.resolve(false) } }), /script ended with 0/)
})

test('programs run in turn, every other round backwards, and rounds to warm up do not count', async () => {
  const order: string[] = []
  const programs = ['a', 'b'].map((name) => ({ name, argv: ['true'], before: () => void order.push(name) }))
  const runs = await interleave(programs, 2, 1)
  assert.deepEqual(order, ['a', 'b', 'b', 'a', 'a', 'b'])
  assert.deepEqual(
    [...runs].map(([name, list]) => [name, list.length]),
    [
      ['a', 2],
      ['b', 2],
    ],
  )
})
