import { Readable } from 'node:stream'
import type { Command } from 'commander'
import { CliError, exitCodes } from '../../base/errors.ts'
import type { Profile } from '../../base/release.ts'
import { canonicalArgs, FlagError, type ParsedFlags, parseFlags } from '../../frame/argv.ts'
import type { CommandEntry, CommandPath } from '../../frame/command-tree.ts'
import { type Flag, flagsOf } from '../../frame/flags.ts'
import { listingUsage } from '../../frame/help/listing.ts'
import { resolveCommand, UnknownCommandError } from '../../frame/resolve-command.ts'
import { splitWords } from '../../go/line-words.ts'
import { create } from '../../rpc/codec.ts'
import { deleteRangeRequestType, putRequestType, rangeRequestType } from '../../rpc/fields.ts'
import type { RequestOp } from '../../rpc/messages.ts'
import { type DelFlags, delGrammar, delRequest, type RangeWarning, rangeWarning } from '../del.ts'
import { type GetFlags, getGrammar, getRequest } from '../get.ts'
import { keyCommands } from '../keys.ts'
import { type PutFlags, putGrammar, putRequest } from '../put.ts'

/** One request of a transaction, and what must be said before it is taken. */
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
  const { name, command } = parseWords(words, line, profile)
  const { args } = command
  switch (name) {
    case 'get': {
      const request = getRequest(args, command.opts<GetFlags>())
      return { request: { requestRange: create(rangeRequestType, request) } }
    }
    case 'put': {
      // no value: standard input holds the rest of the transaction
      const request = await putRequest(args, command.opts<PutFlags>(), { stdin: Readable.from([]) })
      return { request: { requestPut: create(putRequestType, request) } }
    }
    case 'del': {
      const flags = command.opts<DelFlags>()
      const request = { requestDeleteRange: create(deleteRangeRequestType, delRequest(args, flags)) }
      return { request, warning: rangeWarning(args, flags, profile) }
    }
  }
}

interface Kind {
  readonly name: 'get' | 'put' | 'del'
  readonly grammar: () => Command
}

const kinds: readonly Kind[] = [
  { name: 'put', grammar: putGrammar },
  { name: 'get', grammar: getGrammar },
  { name: 'del', grammar: delGrammar },
]

interface ParsedLine {
  readonly name: Kind['name']
  /** Has its arguments and flags. */
  readonly command: Command
}

function parseWords(words: readonly string[], line: string, profile: Profile): ParsedLine {
  const { path, args } = findCommand(words, line, profile)
  const kind = kinds.find(({ name }) => name === path.at(-1)?.name)
  if (kind === undefined) throw invalidRequest(line)
  const command = kind.grammar()
  const own = flagsOf(command)
  const parsed = parseOwnFlags({ own, args, path, line, profile })
  // the original would show help and wait for ever
  if (parsed.help) throw invalidRequest(line)
  command.argument('[args...]').exitOverride().parse(canonicalArgs(parsed, own), { from: 'user' })
  return { name: kind.name, command }
}

function findCommand(words: readonly string[], line: string, profile: Profile) {
  try {
    return resolveCommand({ root: lineCommands(), globals: [], profile }, words)
  } catch (error) {
    if (error instanceof UnknownCommandError) throw invalidRequest(line)
    throw error
  }
}

function lineCommands(): CommandEntry {
  return { name: '', use: '', summary: '', children: keyCommands.filter(({ name }) => isKind(name)) }
}

function isKind(name: string): boolean {
  return kinds.some((kind) => kind.name === name)
}

interface LineFlags {
  readonly own: readonly Flag[]
  readonly args: readonly string[]
  readonly path: CommandPath
  readonly line: string
  readonly profile: Profile
}

/** A flag that does not parse shows the command's usage in front of the error. */
function parseOwnFlags({ own, args, path, line, profile }: LineFlags): ParsedFlags {
  try {
    return parseFlags(own, args, path)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    const context = { root: lineCommands(), globals: [], profile, version: '' }
    const usage = listingUsage(context, { path, ownFlags: own })
    throw invalidRequest(line, [usage, error.message])
  }
}

function invalidRequest(line: string, remarks: readonly string[] = []): CliError {
  return invalid(`invalid txn request: ${line}`, remarks)
}

function invalid(message: string, remarks: readonly string[] = []): CliError {
  return new CliError(message, exitCodes.invalidInput, { remarks })
}
