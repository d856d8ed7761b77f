import { type App, command } from '../../app.ts'
import { argumentBytes } from '../../base/arguments.ts'
import { CliError, exitCodes, QuietExit } from '../../base/errors.ts'
import type { EtcdClient } from '../../client/client.ts'
import { quote } from '../../go/quote.ts'
import { tellWaiting } from '../tell-waiting.ts'
import { type CheckFlags, checkFlags, type Load, parseLoad } from './loads.ts'
import { startProgressBar } from './progress-bar.ts'
import { putKeys } from './put-keys.ts'
import { MetricsError, residentBytes } from './resident-bytes.ts'
import { errorLines, Statistics } from './statistics.ts'
import { compactTo, defragmentAll, deleteKeys, requireNoKeys } from './tidy-up.ts'

interface DataLoad {
  readonly keys: number
  readonly writers: number
}

export type DataLoads = Readonly<Record<Load, DataLoad>>

const usualLoads: DataLoads = {
  s: { keys: 10_000, writers: 50 },
  m: { keys: 100_000, writers: 200 },
  l: { keys: 1_000_000, writers: 500 },
  xl: { keys: 3_000_000, writers: 1000 },
}

const keyBytes = 512
const valueBytes = 512
/** A put that takes this long will get no answer; the original waits for ever. */
const silenceMs = 60_000
const megabyte = 1024 * 1024
const signalCodes: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 }

/** The loads and the measure of memory, which tests replace by smaller ones. */
export interface DatascaleSettings {
  readonly loads: DataLoads
  readonly residentBytes: typeof residentBytes
}

const usual: DatascaleSettings = { loads: usualLoads, residentBytes }

export function checkDatascaleWith(settings: DatascaleSettings) {
  return command({
    use: 'datascale [options]',
    long: [
      'Writes keys of 512 bytes with values of 512 bytes under --prefix and deletes them again. The memory is that of the',
      'server at the first endpoint, read from its metrics before and after.',
      '',
      '  s,  small     10000 keys',
      '  m,  medium   100000 keys',
      '  l,  large   1000000 keys',
      '  xl, xLarge  3000000 keys',
    ].join('\n'),
    examples:
      '  etcdctl check datascale --endpoints=10.0.0.1:2379\n  etcdctl check datascale --load=m --auto-compact --auto-defrag',
    flags: checkFlags('/etcdctl-check-datascale/', []),
    run: async (app, _args, flags) => {
      const load = settings.loads[parseLoad(flags.load)]
      const prefix = argumentBytes(flags.prefix)
      const session = await app.open()
      const clients = await session.spreadClients()
      const [client = await session.client()] = clients
      await tellWaiting({ app, session, client }, () =>
        requireNoKeys(client, prefix, Number.POSITIVE_INFINITY, () => hasKeys(prefix, flags)),
      )
      const measure = () => settings.residentBytes(client.endpoints[0]?.text ?? '', session.flags, app.io.env)
      const before = await memory(app, measure, 'before')
      await app.io.stdout.write(startLine(load))
      const { statistics, interruptedBy } = await runLoad(app, clients, prefix, load)
      const after = await memory(app, measure, 'after').catch((error: unknown) => error)
      const revision = await deleteKeys(client, prefix, Number.POSITIVE_INFINITY)
      if (interruptedBy !== undefined) throw new QuietExit(signalCodes[interruptedBy] ?? exitCodes.error)
      if (typeof after !== 'number') throw after
      if (flags.autoCompact) await compactTo(app, client, revision)
      if (flags.autoDefrag) await defragmentAll(app, session, client)
      await report(app, statistics, after - before)
    },
  })
}

export const checkDatascale = checkDatascaleWith(usual)

function hasKeys(prefix: Uint8Array, flags: CheckFlags): CliError {
  const message = `prefix ${quote(prefix)} has keys. Delete with etcdctl del --prefix ${flags.prefix} first`
  return new CliError(message, exitCodes.invalidInput)
}

/** Says on stdout why the metrics cannot be read, as the original does, and then fails. */
async function memory({ io }: App, read: () => Promise<number>, when: string): Promise<number> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error
    const verdict = `FAIL: Could not read process_resident_memory_bytes ${when} the put operations.`
    await io.stdout.write(`${error.message}\n${verdict}\n`)
    throw new QuietExit(exitCodes.error)
  }
}

function startLine({ keys, writers }: DataLoad): string {
  const sizes = `${keys} key-value pairs, ${keyBytes + valueBytes} bytes per key-value, ${writers} concurrent clients`
  return `Start data scale check for work load [${sizes}].\n`
}

interface DataResult {
  readonly statistics: Statistics
  /** The name of the signal; undefined when all keys were put. */
  readonly interruptedBy: string | undefined
}

async function runLoad(
  { io, profile }: App,
  clients: readonly EtcdClient[],
  prefix: Uint8Array,
  { keys, writers }: DataLoad,
): Promise<DataResult> {
  const statistics = new Statistics()
  const interrupt = io.interrupts()
  const bar = startProgressBar(io, profile, keys)
  let left = keys
  await putKeys({
    clients,
    writers,
    shape: { prefix, keyBytes, valueBytes },
    call: () => ({ deadlineMs: Date.now() + silenceMs }),
    next: () => !interrupt.aborted && !statistics.hasTimedOut && left-- > 0,
    statistics,
    onPut: () => bar.step(),
  })
  await bar.finish()
  return { statistics, interruptedBy: interrupt.aborted ? String(interrupt.reason) : undefined }
}

async function report({ io }: App, statistics: Statistics, usedBytes: number): Promise<void> {
  const problems = errorLines(statistics)
  const verdict = `PASS: Approximate system memory used : ${(usedBytes / megabyte).toFixed(2)} MB.`
  await io.stdout.write(`${(problems.length > 0 ? problems : [verdict]).join('\n')}\n`)
  if (problems.length > 0) throw new QuietExit(exitCodes.error)
}
