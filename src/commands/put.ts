import { command } from '../app.ts'
import { argumentBytes } from '../base/arguments.ts'
import { UsageError } from '../base/errors.ts'
import type { Io } from '../base/io.ts'
import { readAll } from '../base/stdin.ts'
import { boolFlag, stringFlag, type ValuesOf } from '../go/flags.ts'
import { parseHexInt64 } from '../go/parse.ts'
import type { PutRequest } from '../rpc/messages.ts'

/** Flags without the action: `txn` reads its `put` lines with the same grammar. */
export const putFlags = [
  boolFlag('ignore-lease', 'keep the lease that the key has'),
  boolFlag('ignore-value', 'keep the value that the key has'),
  stringFlag('lease', '0', 'tie the key to this lease (hexadecimal id)'),
  boolFlag('prev-kv', 'also print what was stored before'),
] as const

export type PutFlags = ValuesOf<typeof putFlags>

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
  long: 'Without <value> everything on standard input is stored, to the byte. Put -- before a value that begins with a dash.',
  examples:
    '  etcdctl put /config/port 8080\n  etcdctl put /config/cert < cert.pem\n  etcdctl put -- /config/offset -5',
  flags: putFlags,
  run: async (app, args, flags) => {
    const request = await putRequest(args, flags, app.io)
    const session = await app.open('put')
    const client = await session.client()
    await session.print('put', await client.kv.put(request, session.call()))
  },
})
