import { type App, command, type Session } from '../../app.ts'
import { argumentBytes } from '../../base/arguments.ts'
import { UsageError } from '../../base/errors.ts'
import type { Io } from '../../base/io.ts'
import { readAll } from '../../base/stdin.ts'
import { parseHexInt64 } from '../../go/parse.ts'
import type { PutRequest } from '../../rpc/messages.ts'
import { type OurPutFlags, ourFlags, type PutFlags, putFlags } from './flags.ts'
import type { Guard } from './guard.ts'

/** Where a value may come from. */
type Input = Pick<Io, 'stdin'>

/**
 * Reads the value from standard input, to its end, when it is not among the arguments; otherwise does not touch it.
 * Throws a UsageError.
 */
export async function putRequest(args: readonly string[], flags: PutFlags, io: Input): Promise<Partial<PutRequest>> {
  const [key, inline] = args
  if (key === undefined) throw tooFew()
  if (flags.ignoreValue && inline !== undefined) {
    throw new UsageError("put command needs only 1 argument when 'ignore-value' is set")
  }
  const value = flags.ignoreValue ? new Uint8Array() : await valueFrom(inline, io)
  return requestOf(key, value, flags)
}

function requestOf(key: string, value: Uint8Array, flags: PutFlags): Partial<PutRequest> {
  return {
    key: argumentBytes(key),
    value,
    lease: leaseId(flags.lease),
    prevKv: flags.prevKv,
    ignoreValue: flags.ignoreValue,
    ignoreLease: flags.ignoreLease,
  }
}

async function valueFrom(inline: string | undefined, io: Input): Promise<Uint8Array> {
  if (inline !== undefined) return argumentBytes(inline)
  const value = await readAll(io.stdin)
  if (value.length === 0) throw tooFew()
  return value
}

function tooFew(): UsageError {
  return new UsageError('put command needs 1 argument and input from stdin or 2 arguments')
}

function leaseId(text: string): bigint {
  try {
    return parseHexInt64(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`bad lease ID (${reason}), expecting ID in Hex`)
  }
}

export const put = command({
  use: 'put [options] <key> <value> (<value> can also be given from stdin)',
  long: [
    'Without <value> everything on standard input is stored, to the byte. Put -- before a value that begins with a dash.',
    'With --if-absent, --if-revision or --if-value nothing is stored unless that is so, which the cluster decides in the same step:',
    'the exit code is then 1, and the error says what is there.',
  ].join('\n'),
  examples: [
    '  etcdctl put /config/port 8080',
    '  etcdctl put /config/cert < cert.pem',
    '  etcdctl put -- /config/offset -5',
    '  etcdctl put /config/leader node-1 --if-absent',
    '  etcdctl put /config/port 8443 --if-value 8080',
    '  etcdctl put /config/token --file token.txt --chomp',
    '  etcdctl put /config/magic cafe00ff --value-hex --dry-run',
  ].join('\n'),
  flags: [...putFlags, ...ourFlags],
  run: async (app, args, flags, { parsed }) => {
    const given = parsed?.given ?? new Set()
    if (!ourFlags.some(({ name }) => given.has(name))) return putPlainly(app, args, flags)
    const { guardOf } = await import('./guard.ts')
    const guard = guardOf(flags, given)
    const request = await requestInOurWay({ app, args, flags, hasFile: given.has('file') })
    const session = await app.open(flags.dryRun ? 'change' : 'put')
    if (flags.dryRun) return tryPut(session, request, guard)
    if (guard === undefined) return store(session, request)
    const { putGuarded } = await import('./put-guarded.ts')
    await session.print('put', await putGuarded(session, request, guard))
  },
})

async function putPlainly(app: App, args: readonly string[], flags: PutFlags): Promise<void> {
  const request = await putRequest(args, flags, app.io)
  await store(await app.open('put'), request)
}

async function store(session: Session, request: Partial<PutRequest>): Promise<void> {
  const client = await session.client()
  await session.print('put', await client.kv.put(request, session.call()))
}

async function tryPut(session: Session, request: Partial<PutRequest>, guard: Guard | undefined): Promise<void> {
  const { plannedPut } = await import('./put-guarded.ts')
  const step = await plannedPut(session, request, guard)
  await session.print('change', { isDryRun: true, lines: [{ kind: 'step', step }] })
}

interface OurLine {
  readonly app: App
  readonly args: readonly string[]
  readonly flags: PutFlags & OurPutFlags
  readonly hasFile: boolean
}

async function requestInOurWay({ app, args, flags, hasFile }: OurLine): Promise<Partial<PutRequest>> {
  const [key, inline] = args
  if (key === undefined) throw tooFew()
  if (flags.ignoreValue) {
    refuseValueFlags(flags, hasFile)
    return putRequest(args, flags, app.io)
  }
  const { readValue } = await import('./value.ts')
  const value = await readValue({ inline, io: app.io, flags, file: hasFile ? flags.file : undefined })
  if (value === undefined) throw tooFew()
  return requestOf(key, value, flags)
}

function refuseValueFlags(flags: OurPutFlags, hasFile: boolean): void {
  if (flags.ifAbsent)
    throw new UsageError('--if-absent and --ignore-value contradict each other: there is no value to keep')
  const takesValue = hasFile || flags.valueHex || flags.valueBase64 || flags.chomp || flags.allowEmpty
  if (takesValue) throw new UsageError('--ignore-value keeps the value: it takes none in any form')
}
