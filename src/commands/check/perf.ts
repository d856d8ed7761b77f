import { type App, command, type Session } from '../../app.ts'
import { argumentBytes } from '../../base/arguments.ts'
import { CliError, exitCodes, QuietExit } from '../../base/errors.ts'
import { atLeast, type Profile } from '../../base/release.ts'
import type { EtcdClient } from '../../client/client.ts'
import { quote } from '../../go/quote.ts'
import { tellWaiting } from '../tell-waiting.ts'
import { type CheckFlags, checkFlags, type Load, parseLoad } from './loads.ts'
import { Pace } from './pace.ts'
import { startProgressBar } from './progress-bar.ts'
import { putKeys } from './put-keys.ts'
import { errorLines, Statistics } from './statistics.ts'
import { compactTo, defragmentAll, deleteKeys, requireNoKeys, soon } from './tidy-up.ts'

interface PerfLoad {
  /** Writes a second. */
  readonly rate: number
  readonly writers: number
}

const loads: Readonly<Record<Load, PerfLoad>> = {
  s: { rate: 150, writers: 50 },
  m: { rate: 1000, writers: 200 },
  l: { rate: 8000, writers: 500 },
  xl: { rate: 15000, writers: 1000 },
}

const usualSeconds = 60
/** The last puts may take this much longer than the load; the original waits for ever. */
const graceMs = 30_000
const throughputShare = 0.9
const slowestSeconds = 0.5
const deviationSeconds = 0.1
/** A client that is busy for this share of the time slows the writes down itself. */
const busyShare = 0.9

/** Writes for `seconds` (a minute, as the original); tests make it shorter. */
export function checkPerfFor(seconds: number) {
  return command({
    use: 'perf [options]',
    long: [
      'Writes keys of 256 bytes with values of 1 KiB under --prefix, and deletes them again. The last line is PASS or FAIL;',
      'the exit code is 1 for FAIL. It passes with more than 90% of the writes of the load, none of them slower than 0.5 s.',
      '',
      '  s,  small     150 writes/s from 50 clients',
      '  m,  medium   1000 writes/s from 200 clients',
      '  l,  large    8000 writes/s from 500 clients',
      '  xl, xLarge  15000 writes/s from 1000 clients',
    ].join('\n'),
    examples: '  etcdctl check perf\n  etcdctl check perf --load=m --auto-compact --auto-defrag',
    flags: checkFlags('/etcdctl-check-perf/', ['small', 'medium', 'large', 'xLarge']),
    run: async (app, _args, flags) => {
      const load = loads[parseLoad(flags.load)]
      const prefix = argumentBytes(flags.prefix)
      const session = await app.open()
      const clients = await session.spreadClients()
      const [client = await session.client()] = clients
      const deadlineMs = Date.now() + seconds * 1000
      await tellWaiting({ app, session, client }, () =>
        requireNoKeys(client, prefix, deadlineMs, () => hasKeys(prefix, flags, app.profile)),
      )
      const result = await runLoad(app, { clients, prefix, load, seconds })
      await tidyUp(app, session, client, { prefix, flags })
      await report(app, session, load, result)
    },
  })
}

export const checkPerf = checkPerfFor(usualSeconds)

function hasKeys(prefix: Uint8Array, flags: CheckFlags, profile: Profile): CliError {
  const command = `etcdctl del --prefix ${flags.prefix}`
  const quoted = atLeast(profile, '3.5') ? `'${command}'` : command
  return new CliError(`prefix ${quote(prefix)} has keys. Delete with ${quoted} first`, exitCodes.invalidInput)
}

interface PerfRun {
  readonly clients: readonly EtcdClient[]
  readonly prefix: Uint8Array
  readonly load: PerfLoad
  readonly seconds: number
}

interface PerfResult {
  readonly statistics: Statistics
  /** Writes a second. */
  readonly throughput: number
  /** Processor time of this process as a share of the time that passed; may be above 1. */
  readonly busy: number
}

/** Writes until the time is over or the user interrupts. */
async function runLoad({ io, profile }: App, { clients, prefix, load, seconds }: PerfRun): Promise<PerfResult> {
  const statistics = new Statistics()
  const bar = startProgressBar(io, profile, Math.ceil(seconds))
  const interrupt = io.interrupts()
  const pace = new Pace(load.rate, load.writers)
  const close = (): void => pace.close()
  interrupt.addEventListener('abort', close, { once: true })
  const steps = setInterval(() => bar.step(), 1000)
  const end = setTimeout(() => pace.close(), seconds * 1000)
  const start = performance.now()
  const startCpuMs = io.cpuMs()
  const deadlineMs = Date.now() + seconds * 1000 + graceMs
  const shape = { prefix, keyBytes: 256, valueBytes: 1024 }
  await putKeys({
    clients,
    writers: load.writers,
    shape,
    call: () => ({ deadlineMs }),
    next: () => pace.take(),
    statistics,
  })
  const elapsed = (performance.now() - start) / 1000
  const busy = (io.cpuMs() - startCpuMs) / 1000 / elapsed
  clearInterval(steps)
  clearTimeout(end)
  interrupt.removeEventListener('abort', close)
  if (!interrupt.aborted) bar.fill()
  await bar.finish()
  return { statistics, throughput: statistics.count / elapsed, busy }
}

interface Leftovers {
  readonly prefix: Uint8Array
  readonly flags: CheckFlags
}

async function tidyUp(app: App, session: Session, client: EtcdClient, { prefix, flags }: Leftovers): Promise<void> {
  const revision = await deleteKeys(client, prefix, soon().deadlineMs).catch((error: Error) => error)
  if (typeof revision !== 'bigint') {
    await app.io.stdout.write(`FAIL: Cleanup failed during key deletion: ERROR(${revision.message})\n`)
  } else if (flags.autoCompact) await compactTo(app, client, revision)
  if (flags.autoDefrag) await defragmentAll(app, session, client)
}

async function report({ io }: App, session: Session, load: PerfLoad, result: PerfResult): Promise<void> {
  const lines = [...errorLines(result.statistics), ...verdicts(load, result)]
  const isPass = lines.every((line) => line.startsWith('PASS'))
  await io.stdout.write(`${[...lines, isPass ? 'PASS' : 'FAIL'].join('\n')}\n`)
  if (isPass) return
  if (result.busy > busyShare) {
    const share = Math.round(Math.min(result.busy, 1) * 100)
    await session.remark(
      `this client was busy for ${share}% of the time: it, not the cluster, may be what was too slow`,
    )
  }
  throw new QuietExit(exitCodes.error)
}

function verdicts({ rate }: PerfLoad, { statistics, throughput }: PerfResult): string[] {
  const writes = Math.floor(throughput) + 1
  const slowest = statistics.slowest.toFixed(6)
  const deviation = statistics.deviation.toFixed(6)
  return [
    throughput / rate <= throughputShare
      ? `FAIL: Throughput too low: ${writes} writes/s`
      : `PASS: Throughput is ${writes} writes/s`,
    statistics.slowest > slowestSeconds
      ? `Slowest request took too long: ${slowest}s`
      : `PASS: Slowest request took ${slowest}s`,
    statistics.deviation > deviationSeconds ? `Stddev too high: ${deviation}s` : `PASS: Stddev is ${deviation}s`,
  ]
}
