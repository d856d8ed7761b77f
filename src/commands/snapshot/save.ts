import { type App, command, type Session } from '../../app.ts'
import { argumentBytes } from '../../base/arguments.ts'
import { CliError, exitCodes, UsageError } from '../../base/errors.ts'
import { atLeast, type Profile } from '../../base/release.ts'
import type { CallOptions, EtcdClient } from '../../client/client.ts'
import { startSpinner } from '../../frame/spinner.ts'
import { transferText } from '../../frame/transfer-text.ts'
import { Maintenance } from '../../rpc/services.ts'
import { noAnswerText } from '../tell-waiting.ts'
import { Download } from './download.ts'
import { kindOf, openTarget } from './open-target.ts'
import { SaveLog } from './save-log.ts'
import type { Target } from './target.ts'

/** Every failure of a snapshot has this exit code (3.4 to 3.7). */
const failedCode = exitCodes.interrupted

export const snapshotSave = command({
  use: 'save <filename>',
  long: [
    'Asks exactly one endpoint. The file appears under its name only when all of it has come, its checksum is right and it',
    'is on the disk; until then it is <filename>.part, which a failure or Ctrl-C removes. Waits as long as it takes, unless',
    '--command-timeout is given. A pipe gets the bytes as they come, and - is standard output; then the exit code tells',
    'whether all of it came.',
  ].join('\n'),
  examples:
    '  etcdctl snapshot save /backup/etcd.db\n  etcdctl --endpoints=https://10.0.0.1:2379 --cacert=ca.pem --cert=client.pem --key=client-key.pem snapshot save /backup/etcd.db\n  etcdctl --command-timeout=10m snapshot save "/backup/etcd-$(date +%F).db"\n  etcdctl snapshot save - | gzip > /backup/etcd.db.gz',
  run: async (app, args) => {
    const path = filename(args, app.profile)
    const { session, client } = await openOne(app)
    const saved = await recoded(exitCodes.error, () => save({ app, session, client, path }))
    if (saved.isOnStandardOutput) return
    await app.io.stdout.write(argumentBytes(`Snapshot saved at ${path}\n`))
    if (saved.version !== '' && atLeast(app.profile, '3.6'))
      await app.io.stdout.write(`Server version ${saved.version}\n`)
  },
})

function filename(args: readonly string[], profile: Profile): string {
  const [path] = args
  if (path !== undefined && args.length === 1) return path
  throw new UsageError(`snapshot save expects one argument${atLeast(profile, '3.6') ? ' <filename>' : ''}`)
}

/** A snapshot is the state of one member, so there must be one endpoint. */
async function openOne(app: App): Promise<{ session: Session; client: EtcdClient }> {
  const session = await recoded(exitCodes.badConnection, () => app.open())
  // only the client knows the endpoints that a lookup finds
  if (session.flags.discoverySrv === '') refuseSeveral(session.endpoints)
  const client = await recoded(exitCodes.badConnection, () => session.client())
  refuseSeveral(client.endpoints.map(({ text }) => text))
  return { session, client }
}

function refuseSeveral(endpoints: readonly string[]): void {
  if (endpoints.length === 1) return
  const list = endpoints.join(' ')
  throw new CliError(`snapshot must be requested to one selected node, not multiple [${list}]`, failedCode)
}

/** Gives an error of the step that has the exit code `from` the one of a failed snapshot. */
async function recoded<T>(from: number, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof CliError) || error.exitCode !== from) throw error
    throw error.restated({ exitCode: failedCode })
  }
}

interface Task {
  readonly app: App
  readonly session: Session
  readonly client: EtcdClient
  readonly path: string
}

interface Saved {
  /** The server's storage version. */
  readonly version: string
  readonly isOnStandardOutput: boolean
}

/** A failure leaves no file behind and does not touch an earlier snapshot. */
async function save({ app, session, client, path }: Task): Promise<Saved> {
  const kind = await kindOf(path)
  // where nothing can be removed a signal ends the process by itself, also while it waits for a reader
  const signal = kind === 'file' ? app.io.interrupts() : undefined
  const target = await openTarget(app, path, kind)
  const log = new SaveLog(app.io, app.profile)
  try {
    if (target.part !== undefined) await log.created(target.part)
    const messages = client.serverStream(Maintenance.snapshot, {}, callUntil(signal, session))
    const endpoint = client.endpoints[0]?.text ?? ''
    const download = new Download({ messages, endpoint, profile: app.profile, log })
    const startMs = performance.now()
    await receive({ app, client, download, target })
    const { version, sizeBytes } = download
    signal?.throwIfAborted()
    await target.flush()
    await log.fetched({ endpoint, sizeBytes, version, tookMs: performance.now() - startMs })
    await target.commit()
    await log.saved(path)
    return { version, isOnStandardOutput: kind === 'standard output' }
  } catch (error) {
    await target.discard()
    throw signal?.aborted ? new CliError(`interrupted by ${signal.reason}`, undefined, { cause: error }) : error
  }
}

/** A big database takes its time: only a timeout that was asked for counts. */
function callUntil(signal: AbortSignal | undefined, session: Session): CallOptions {
  return session.given.has('command-timeout') ? { ...session.call(), signal } : session.endlessCall(signal)
}

interface Transfer {
  readonly app: App
  readonly client: EtcdClient
  readonly download: Download
  readonly target: Target
}

async function receive({ app, client, download, target }: Transfer): Promise<void> {
  const startMs = performance.now()
  const received = () => {
    const { sizeBytes: doneBytes, totalBytes } = download
    if (doneBytes === 0) return noAnswerText(client)
    return transferText({ doneBytes, totalBytes, elapsedMs: performance.now() - startMs })
  }
  const stopSpinner = await startSpinner(app.io.stderr, 'Fetching the snapshot:', received)
  try {
    await target.write(download.content())
  } finally {
    await stopSpinner()
  }
}
