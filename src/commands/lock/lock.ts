import { type App, command, type Session } from '../../app.ts'
import { argumentBytes } from '../../base/arguments.ts'
import { CliError, exitCodes, UsageError } from '../../base/errors.ts'
import { atLeast } from '../../base/release.ts'
import { Place } from '../../client/concurrency/place.ts'
import { type KeptLease, openKeptLease } from '../../client/lease/kept-lease.ts'
import { intFlag } from '../../go/flags.ts'
import { logStamp } from '../../go/log-line.ts'
import type { ResponseHeader } from '../../rpc/messages.ts'
import { tellHangUp } from '../hang-up.ts'
import { onePage } from '../one-page.ts'
import { tellWaiting } from '../tell-waiting.ts'
import { runUnderLock } from './child.ts'

const defaultTtl = 60n

export const lock = command({
  use: 'lock <lockname> [exec-command arg1 arg2 ...]',
  long:
    'Waits until the lock is free and holds it while the command runs; the exit status is that of the command, which finds\n' +
    'ETCD_LOCK_KEY and ETCD_LOCK_REV in its environment. Without a command the key of the lock is printed, and the lock held\n' +
    'until the process is interrupted. When the lock is lost, the command gets a SIGTERM and the exit status is 1.',
  examples:
    '  etcdctl lock nightly ./backup.sh\n  etcdctl lock --ttl=30 nightly -- sh -c \'echo "$ETCD_LOCK_KEY"\'\n  etcdctl lock nightly',
  flags: [intFlag('ttl', 10n, 'seconds until the lock is free when this process dies; 60 when not above 0')],
  run: async (app, args, { ttl }) => {
    const [name, ...command] = args
    if (name === undefined) {
      throw new UsageError('lock takes a lock name argument and an optional command to execute')
    }
    const session = await app.open(command.length === 0 ? 'get' : undefined)
    if (ttl <= 0n && atLeast(app.profile, '3.6')) await app.io.stderr.write(ttlWarning())
    const client = await session.client()
    const run = { app, session, client }
    const lease = await tellWaiting(run, () => openKeptLease(client, ttl > 0n ? ttl : defaultTtl))
    const interrupt = app.io.interrupts()
    const place = new Place(client, lease, argumentBytes(name))
    await tellHangUp(interrupt, async () => {
      try {
        await underLock({ app, session, lease, place, command, interrupt })
      } finally {
        await lease.close()
      }
    })
  },
})

interface Lock {
  readonly app: App
  readonly session: Session
  readonly lease: KeptLease
  readonly place: Place
  readonly command: readonly string[]
  readonly interrupt: AbortSignal
}

async function underLock(lock: Lock): Promise<void> {
  const { lease, place, command, interrupt } = lock
  const header = await place.hold(new Uint8Array(), interrupt).catch(async (error: unknown) => {
    throw lease.over.aborted ? await lostWaiting(lock) : error
  })
  try {
    await (command.length === 0 ? holdUntil(lock) : runHolding(lock, header))
  } catch (error) {
    await place.release().catch(() => undefined)
    throw error
  }
  await place.release()
}

async function lostWaiting({ app, lease }: Lock): Promise<CliError> {
  const message = atLeast(app.profile, '3.5') ? 'mutex: session is expired' : 'lock lost on init'
  return new CliError(message, exitCodes.error, { remarks: await lease.whyLost() })
}

async function lostHolding(lease: KeptLease): Promise<CliError> {
  return new CliError('session expired', exitCodes.error, { remarks: await lease.whyLost() })
}

async function holdUntil({ session, lease, place, interrupt }: Lock): Promise<void> {
  const ended = AbortSignal.any([interrupt, lease.over])
  try {
    await session.print('get', onePage(await place.read(ended)))
    await comes(ended)
  } catch (error) {
    if (!ended.aborted) throw error
  }
  if (lease.over.aborted) throw await lostHolding(lease)
}

async function runHolding({ app, session, lease, place, command }: Lock, { revision }: ResponseHeader): Promise<void> {
  const env = {
    ETCD_LOCK_KEY: Buffer.from(place.key).toString(),
    ETCD_LOCK_REV: String(revision),
  }
  const tell = (): void => void session.remark('the lock is lost: the command gets a SIGTERM').catch(() => undefined)
  lease.over.addEventListener('abort', tell, { once: true })
  const failure = await runUnderLock(app, command, { env, lost: lease.over })
  lease.over.removeEventListener('abort', tell)
  if (lease.over.aborted) throw await lostHolding(lease)
  if (failure !== undefined) throw failure
}

function comes(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** The line that releases 3.6 and 3.7 log. */
function ttlWarning(): string {
  const stamp = logStamp(performance.timeOrigin + performance.now())
  const start = `{"level":"warn","ts":"${stamp}","logger":"etcd-client","caller":"concurrency/session.go:133"`
  return `${start},"msg":"WithTTL(): TTL should be > 0, preserving current TTL","current-session-ttl":${defaultTtl}}\n`
}
