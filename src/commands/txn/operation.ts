import { Readable } from 'node:stream'
import { CliError, exitCodes } from '../../base/errors.ts'
import type { Profile } from '../../base/release.ts'
import type { Command, Entry, Group } from '../../frame/command.ts'
import { listingUsage } from '../../frame/help/listing.ts'
import { resolveCommand, UnknownCommandError } from '../../frame/resolve-command.ts'
import { type FlagValue, valuesOf } from '../../go/flags.ts'
import { splitWords } from '../../go/line-words.ts'
import { FlagError, type ParsedFlags, parseFlags } from '../../go/parse-flags.ts'
import { create } from '../../rpc/codec.ts'
import { deleteRangeRequestType, putRequestType, rangeRequestType } from '../../rpc/fields.ts'
import type { RequestOp } from '../../rpc/messages.ts'
import { del, delFlags, delRequest, type RangeWarning, rangeWarning } from '../del.ts'
import { get } from '../get.ts'
import { getFlags, getRequest } from '../get-request.ts'
import { putFlags } from '../put/flags.ts'
import { put, putRequest } from '../put/put.ts'

/** One request of a transaction, and the warning that must be printed first. */
export interface Operation {
  readonly request: RequestOp
  readonly warning?: RangeWarning | undefined
}

/**
 * Reads a line with the words of a `get`, `put` or `del` command. Throws with exit code 3 when it is none, else with the
 * command's own message and code.
 */
export async function parseOperation(line: string, profile: Profile): Promise<Operation> {
  const words = splitWords(line)
  if (words.length < 2) throw invalid(`invalid txn compare request: ${line}`)
  const { path, args } = findCommand(words, line, profile)
  const kind = kinds.find(({ name }) => name === path.at(-1)?.name)
  if (kind === undefined) throw invalidRequest(line)
  const parsed = parseOwnFlags({ command: kind.command, args, path, line, profile })
  // the original would show help and wait for ever
  if (parsed.help) throw invalidRequest(line)
  return kind.operation(parsed.positionals, parsed.values, profile)
}

interface Kind {
  readonly name: string
  readonly summary: string
  readonly command: Command<never>
  readonly operation: (
    args: readonly string[],
    values: ReadonlyMap<string, FlagValue>,
    profile: Profile,
  ) => Operation | Promise<Operation>
}

const kinds: readonly Kind[] = [
  {
    name: 'get',
    summary: 'Read a key, a range or a prefix',
    command: get,
    operation: (args, values) => {
      const request = getRequest(args, valuesOf(getFlags, values))
      return { request: { requestRange: create(rangeRequestType, request) } }
    },
  },
  {
    name: 'put',
    summary: 'Store a value under a key',
    command: { ...put, flags: putFlags },
    operation: async (args, values) => {
      // no value: standard input holds the rest of the transaction
      const request = await putRequest(args, valuesOf(putFlags, values), { stdin: Readable.from([]) })
      return { request: { requestPut: create(putRequestType, request) } }
    },
  },
  {
    name: 'del',
    summary: 'Delete a key, a range or a prefix',
    command: { ...del, flags: delFlags },
    operation: (args, values, profile) => {
      const flags = valuesOf(delFlags, values)
      const request = { requestDeleteRange: create(deleteRangeRequestType, delRequest(args, flags)) }
      return { request, warning: rangeWarning(args, flags, profile) }
    },
  },
]

const root: Group<never> = {
  name: '',
  use: '',
  summary: '',
  children: kinds.map(({ name, summary, command }) => ({ name, summary, load: async () => command })),
}

/** The commands that a line may name, without global flags. */
const program = { root, globals: [] }

function findCommand(words: readonly string[], line: string, profile: Profile) {
  try {
    return resolveCommand<never>({ program, profile }, words)
  } catch (error) {
    if (error instanceof UnknownCommandError) throw invalidRequest(line)
    throw error
  }
}

interface WrittenLine {
  readonly command: Command<never>
  readonly args: readonly string[]
  readonly path: readonly Entry<never>[]
  readonly line: string
  readonly profile: Profile
}

/** A flag that does not parse shows the command's usage in front of the error. */
function parseOwnFlags({ command, args, path, line, profile }: WrittenLine): ParsedFlags {
  try {
    return parseFlags(command.flags, args)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    const usage = listingUsage({ program, profile }, { path, command })
    throw invalidRequest(line, [usage, error.message])
  }
}

function invalidRequest(line: string, remarks: readonly string[] = []): CliError {
  return invalid(`invalid txn request: ${line}`, remarks)
}

function invalid(message: string, remarks: readonly string[] = []): CliError {
  return new CliError(message, exitCodes.invalidInput, { remarks })
}
