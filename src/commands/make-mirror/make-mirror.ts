import { type Access, type App, command } from '../../app.ts'
import { argumentBytes } from '../../base/arguments.ts'
import { UsageError } from '../../base/errors.ts'
import { loginAs } from '../../client/login.ts'
import { type TlsFlags, wantsTls } from '../../client/tls/tls-flags.ts'
import { askPassword } from '../../frame/prompt.ts'
import { startSpinner } from '../../frame/spinner.ts'
import { boolFlag, int64Flag, stringFlag, uint64Flag, type ValuesOf } from '../../go/flags.ts'
import { every } from './every.ts'
import { keyMap } from './key-map.ts'
import { mirror } from './mirror.ts'
import type { MirrorPlan } from './plan.ts'

const reportMs = 30_000

const mirrorFlags = [
  stringFlag('dest-cacert', '', 'file with the CA certificates to check the destination against'),
  stringFlag('dest-cert', '', 'file with the certificate to show to the destination'),
  boolFlag('dest-insecure-transport', 'no TLS to a destination without a scheme, unless there are TLS files', {
    default: true,
  }),
  stringFlag('dest-key', '', 'file with the private key of --dest-cert'),
  stringFlag('dest-password', '', 'password for the destination; --dest-user is then the name alone', { since: '3.5' }),
  stringFlag('dest-prefix', '', 'replace --prefix by this in the keys at the destination'),
  stringFlag('dest-user', '', 'name[:password] at the destination; asks for a password that is not given', {
    since: '3.5',
  }),
  uint64Flag('max-txn-ops', 128n, 'at most this many changes in one transaction', { since: '3.6' }),
  boolFlag('no-dest-prefix', 'drop --prefix from the keys at the destination'),
  stringFlag('prefix', '', 'only keys that begin with this'),
  int64Flag('rev', 0n, 'copy nothing, but follow the changes from this revision on', { since: '3.6' }),
] as const

type MirrorFlags = ValuesOf<typeof mirrorFlags>

/** Runs until an error ends it. `reportEveryMs` is the time between two lines with the number of changes; tests make it shorter. */
export function makeMirrorWith(reportEveryMs: number) {
  return command({
    use: 'make-mirror [options] <destination>',
    long: [
      'Copies all keys, or those under --prefix, to the cluster at <destination>, and then every change as it happens, until',
      'it is stopped. With --rev nothing is copied first: only the changes from that revision on are.',
      'The changes are made in the order of the source, and those of one revision together. After a lost connection it',
      'goes on where it broke off. Leases are not copied. Every 30 seconds the number of changes so far is printed.',
    ].join('\n'),
    examples:
      '  etcdctl make-mirror backup.example:2379\n  etcdctl make-mirror --prefix /app/ --dest-prefix /copy/app/ --dest-cacert ca.pem https://backup.example:2379',
    flags: mirrorFlags,
    run: async (app, args, flags) => {
      const endpoint = destinationFrom(args)
      const access = await destinationAccess(app, flags)
      await checkTlsFiles(access.tls)
      const session = await app.open()
      checkPrefixes(flags)
      const destination = await session.clientTo(endpoint, access)
      const source = await session.client()
      const counts = { changes: 0, keys: undefined }
      // the reader of the remarks is gone: the work goes on
      const remark = (line: string) => void session.remark(line).catch(() => {})
      const stop = every(reportEveryMs, () => app.io.stdout.write(`${counts.changes}\n`))
      try {
        const showCopy = (amount: () => string) => startSpinner(app.io.stderr, 'Copying:', amount)
        await mirror({ source, destination, plan: planFrom(flags), counts, remark, showCopy })
      } finally {
        stop()
      }
    },
  })
}

export const makeMirror = makeMirrorWith(reportMs)

function destinationFrom(args: readonly string[]): string {
  const [endpoint] = args
  if (endpoint === undefined || args.length !== 1) throw new UsageError('make-mirror takes one destination argument')
  return endpoint
}

function checkPrefixes({ noDestPrefix, destPrefix }: MirrorFlags): void {
  if (noDestPrefix && destPrefix !== '') {
    throw new UsageError('`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one')
  }
}

/** The destination's files are refused before anything of the source is looked at (3.4 to 3.7). */
async function checkTlsFiles(tls: TlsFlags): Promise<void> {
  if (wantsTls(tls, false)) (await import('../../client/tls/read-tls.ts')).readTls(tls)
}

/** The destination's password is asked for before the source's (3.5 to 3.7). */
async function destinationAccess({ io }: App, flags: MirrorFlags): Promise<Access> {
  const credentials = { user: flags.destUser, password: flags.destPassword }
  return {
    login: await loginAs(credentials, () => askPassword(io, 'Destination Password: ')),
    tls: {
      cacert: flags.destCacert,
      cert: flags.destCert,
      key: flags.destKey,
      isForced: !flags.destInsecureTransport,
      skipVerify: false,
      serverName: '',
    },
  }
}

/** With `--rev` the original forgets that the keys keep their prefix unless told otherwise (3.6, 3.7); this does not. */
function planFrom(flags: MirrorFlags): MirrorPlan {
  const prefix = argumentBytes(flags.prefix)
  const isPrefixKept = flags.destPrefix === '' && !flags.noDestPrefix
  return {
    prefix,
    toDestination: keyMap(prefix, isPrefixKept ? prefix : argumentBytes(flags.destPrefix)),
    firstRevision: flags.rev > 1n ? flags.rev : undefined,
    maxOps: flags.maxTxnOps === 0n ? Number.POSITIVE_INFINITY : Number(flags.maxTxnOps),
  }
}
