import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** How busy the machine was with other things than the benchmark; figures of a busy machine mean little. */
export interface Quiet {
  /** The load of the last minute, before and behind the run. */
  readonly loads: readonly [number, number]
  /** CPU of all other processes while the benchmark ran, as a share of one core. Undefined where the system does not tell. */
  readonly othersShare: number | undefined
}

const tickMs = 10
const sampleMs = 2000
/** Of one core. */
const quietShare = 0.1

/** What other processes use of one core right now. The benchmark must be at rest meanwhile. */
export async function busyShare(): Promise<number | undefined> {
  const start = takeStock()
  await sleep(sampleMs)
  return othersShare(start, takeStock())
}

export function isQuiet(share: number | undefined): boolean {
  return share === undefined || share <= quietShare
}

export interface Stock {
  readonly atMs: number
  readonly machineMs: number | undefined
  /** Of this process and all its children that ended: servers have to be closed before they count. */
  readonly ownMs: number | undefined
  readonly load: number
}

export function takeStock(): Stock {
  const load = loadavg()[0] ?? 0
  return { atMs: performance.now(), machineMs: machineBusyMs(), ownMs: ownBusyMs(), load }
}

/** Undefined where one of both is not known. */
export function othersShare(from: Stock, to: Stock): number | undefined {
  const machine = difference(from.machineMs, to.machineMs)
  const own = difference(from.ownMs, to.ownMs)
  if (machine === undefined || own === undefined) return undefined
  return Math.max(0, machine - own) / (to.atMs - from.atMs)
}

export function quietOf(from: Stock, to: Stock): Quiet {
  return { loads: [from.load, to.load], othersShare: othersShare(from, to) }
}

/** For people: the loads, and what others used. */
export function describeQuiet({ loads, othersShare: share }: Quiet): string {
  const others = share === undefined ? '' : `, other processes used ${(share * 100).toFixed(0)} % of a core`
  return `load ${loads.map((load) => load.toFixed(2)).join(' at the start, ')} at the end${others} (${cpus().length} cores)`
}

/** What processes used, and what other guests of the host took; interrupts are nobody's, so they are left out. */
function machineBusyMs(): number | undefined {
  const fields = statFields('/proc/stat', /^cpu +(.*)$/m)
  if (fields === undefined) return undefined
  const [user = 0, nice = 0, system = 0, , , , , steal = 0] = fields
  return (user + nice + system + steal) * tickMs
}

function ownBusyMs(): number | undefined {
  const fields = statFields('/proc/self/stat', /^.*\) (.*)$/s)
  if (fields === undefined) return undefined
  return fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) * tickMs
}

function statFields(path: string, pattern: RegExp): number[] | undefined {
  try {
    return pattern.exec(readFileSync(path, 'utf8'))?.[1]?.split(' ').map(Number)
  } catch {
    return undefined
  }
}

function difference(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : to - from
}
