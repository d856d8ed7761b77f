import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const tickMs = 10
const lookEveryMs = 20
/** Of CPU in that time: what the timers of an idle server use. */
const restMs = 2
const patienceMs = 3000

/** CPU that processes used so far, in user and system mode. Undefined where the system does not tell. */
export function cpuMsOf(pids: readonly number[]): number | undefined {
  const each = pids.map(cpuOf)
  return each.includes(undefined) ? undefined : each.reduce((sum: number, ms) => sum + (ms ?? 0), 0)
}

function cpuOf(pid: number): number | undefined {
  return scheduledMs(pid) ?? tickedMs(pid)
}

/** To the nanosecond, where the kernel keeps such figures: the sum over its threads. */
function scheduledMs(pid: number): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const each = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    )
    const sum = each.reduce((all, nanoseconds) => all + nanoseconds, 0)
    return sum > 0 ? sum / 1e6 : undefined
  } catch {
    return undefined
  }
}

function tickedMs(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * tickMs
  } catch {
    return undefined
  }
}

/** Waits until servers have done what a read leaves them to do, as collecting its garbage, and tells their CPU so far. */
export async function settledCpuMs(pids: readonly number[]): Promise<number | undefined> {
  const deadline = performance.now() + patienceMs
  let earlier = cpuMsOf(pids)
  for (;;) {
    await sleep(lookEveryMs)
    const now = cpuMsOf(pids)
    if (now === undefined || earlier === undefined || now - earlier <= restMs || performance.now() > deadline)
      return now
    earlier = now
  }
}
