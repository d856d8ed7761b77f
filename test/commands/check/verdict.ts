import assert from 'node:assert/strict'

interface Judged {
  readonly code: number | null
  readonly stdout: string
}

/**
 * Checks that the last lines of `check perf` are the verdict that their own numbers call for, and that the exit code goes
 * with it: on a busy machine a check may rightly fail. `rate` is the load in writes a second. Returns what stands before.
 */
export function assertVerdict({ code, stdout }: Judged, rate = 150): string {
  const found = /(?:PASS|FAIL): Throughput [^\n]*\n[^\n]*\n[^\n]*\n(?:PASS|FAIL)\n$/.exec(stdout)
  assert.ok(found !== null, stdout)
  const [throughput = '', slowest = '', deviation = ''] = found[0].match(/\d+(?:\.\d+)?/g) ?? []
  // what is shown is rounded up: at the border the line itself tells
  const border = rate * 0.9 + 1
  const isTooLow = Number(throughput) < border || (Number(throughput) === border && found[0].startsWith('FAIL'))
  const failures = [
    isTooLow && `FAIL: Throughput too low: ${throughput} writes/s`,
    Number(slowest) > 0.5 && `Slowest request took too long: ${slowest}s`,
    Number(deviation) > 0.1 && `Stddev too high: ${deviation}s`,
  ]
  const passes = [
    `PASS: Throughput is ${throughput} writes/s`,
    `PASS: Slowest request took ${slowest}s`,
    `PASS: Stddev is ${deviation}s`,
  ]
  const isPassed = failures.every((failure) => failure === false)
  const lines = passes.map((pass, at) => failures[at] || pass)
  assert.equal(found[0], [...lines, isPassed ? 'PASS' : 'FAIL', ''].join('\n'))
  assert.equal(code, isPassed ? 0 : 1)
  return stdout.slice(0, found.index)
}
