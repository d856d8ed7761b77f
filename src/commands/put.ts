import { Command } from 'commander'
import type { App } from '../app.ts'
import { argumentBytes } from '../base/arguments.ts'
import { UsageError } from '../base/errors.ts'
import type { Io } from '../base/io.ts'
import { readAll } from '../base/stdin.ts'
import { boolFlag, stringFlag } from '../frame/flags.ts'
import { parseHexInt64 } from '../go/parse.ts'
import type { PutRequest } from '../rpc/messages.ts'

export interface PutFlags {
  lease: string
  prevKv: boolean
  ignoreValue: boolean
  ignoreLease: boolean
}

/** Flags without the action: `txn` reads its `put` lines with the same grammar. */
export function putGrammar(): Command {
  return new Command('put')
    .addOption(boolFlag('ignore-lease', 'keep the lease that the key has'))
    .addOption(boolFlag('ignore-value', 'keep the value that the key has'))
    .addOption(stringFlag('lease', '0', 'tie the key to this lease (hexadecimal id)'))
    .addOption(boolFlag('prev-kv', 'also print what was stored before'))
}

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

export function putCommand(app: App): Command {
  return putGrammar().action(async (args: string[], flags: PutFlags) => {
    const request = await putRequest(args, flags, app.io)
    const session = await app.open('put')
    const client = await session.client()
    await session.print('put', await client.kv.put(request, session.call()))
  })
}
