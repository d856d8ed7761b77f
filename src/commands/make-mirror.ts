import { Command } from 'commander'
import type { Access, App } from '../app.ts'
import { argumentBytes } from '../base/arguments.ts'
import { UsageError } from '../base/errors.ts'
import { loginAs } from '../client/login.ts'
import { type TlsFlags, wantsTls } from '../client/tls/tls-flags.ts'
import { boolFlag, int64Flag, stringFlag, uint64Flag } from '../frame/flags.ts'
import { startProgress } from '../frame/progress.ts'
import { askPassword } from '../frame/prompt.ts'
import { every } from './make-mirror/every.ts'
import { keyMap } from './make-mirror/key-map.ts'
import { type MirrorPlan, mirror } from './make-mirror/mirror.ts'

interface MirrorFlags {
  prefix: string
  destPrefix: string
  noDestPrefix: boolean
  destCert: string
  destKey: string
  destCacert: string
  destInsecureTransport: boolean
  destUser: string
  destPassword: string
  rev: bigint
  maxTxnOps: bigint
}

const reportMs = 30_000

/** Runs until an error ends it. `reportEveryMs` is the time between two lines with the number of changes. */
export function makeMirrorCommand(app: App, reportEveryMs: number = reportMs): Command {
  return mirrorGrammar().action(async (args: string[], flags: MirrorFlags) => {
    const endpoint = destinationFrom(args)
    const access = await destinationAccess(app, flags)
    await checkTlsFiles(access.tls)
    const session = await app.open()
    checkPrefixes(flags)
    const destination = await session.clientTo(endpoint, access)
    const source = await session.client()
    const progress = { changes: 0, keys: undefined }
    // nobody reads remarks any more: the work goes on
    const remark = (line: string) => void session.remark(line).catch(() => {})
    const stop = every(reportEveryMs, () => app.io.stdout.write(`${progress.changes}\n`))
    try {
      const showCopy = (amount: () => string) => startProgress(app.io.stderr, 'Copying:', amount)
      await mirror({ source, destination, plan: planFrom(flags), progress, remark, showCopy })
    } finally {
      stop()
    }
  })
}

function mirrorGrammar(): Command {
  return new Command('make-mirror')
    .addOption(stringFlag('dest-cacert', '', 'file with the CA certificates to check the destination against'))
    .addOption(stringFlag('dest-cert', '', 'file with the certificate to show to the destination'))
    .addOption(
      boolFlag('dest-insecure-transport', 'no TLS to a destination without a scheme, unless there are TLS files', {
        default: true,
      }),
    )
    .addOption(stringFlag('dest-key', '', 'file with the private key of --dest-cert'))
    .addOption(
      stringFlag('dest-password', '', 'password for the destination; --dest-user is then the name alone').from('3.5'),
    )
    .addOption(stringFlag('dest-prefix', '', 'put this in the place of --prefix in the keys at the destination'))
    .addOption(
      stringFlag('dest-user', '', 'name[:password] at the destination; asks for a password that is not given').from(
        '3.5',
      ),
    )
    .addOption(uint64Flag('max-txn-ops', 128n, 'at most this many changes in one transaction').from('3.6'))
    .addOption(boolFlag('no-dest-prefix', 'drop --prefix from the keys at the destination'))
    .addOption(stringFlag('prefix', '', 'only keys that begin with this'))
    .addOption(int64Flag('rev', 0n, 'copy nothing, but follow the changes from this revision on').from('3.6'))
}

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
  if (wantsTls(tls, false)) (await import('../client/tls/security.ts')).readTls(tls)
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
