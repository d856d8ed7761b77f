import { setTimeout as sleep } from 'node:timers/promises'
import { CliError, exitCodes } from '../../base/errors.ts'
import type { Io } from '../../base/io.ts'
import { readLines } from '../../base/lines.ts'
import type { Profile } from '../../base/release.ts'
import { trimSpace } from '../../go/space.ts'
import type { RequestOp, TxnRequest } from '../../rpc/messages.ts'
import type { RangeWarning } from '../del.ts'
import { parseCompare } from './compare.ts'
import { parseOperation } from './operation.ts'

export interface TxnInput {
  readonly io: Io
  readonly profile: Profile
  /** Prints on stdout which section is next. */
  readonly prompts: boolean
}

/**
 * Reads the three sections of a transaction from standard input, each up to an empty line: comparisons, requests if all of
 * them hold, requests if not. Throws at the first line that does not fit, and with exit code 3 at the end of input.
 */
export async function readTransaction(input: TxnInput): Promise<TxnRequest> {
  const lines = readLines(input.io.stdin)
  const section = (title: string) => sectionLines(input, lines, title)
  try {
    const compare = []
    for await (const line of section('compares:')) compare.push(parseCompare(line))
    const success = await requests(input, section('success requests (get, put, del):'))
    const failure = await requests(input, section('failure requests (get, put, del):'))
    return { compare, success, failure }
  } finally {
    await lines.return()
  }
}

async function* sectionLines({ io, prompts }: TxnInput, lines: AsyncGenerator<string>, title: string) {
  if (prompts) await io.stdout.write(`${title}\n`)
  for (;;) {
    const { value, done } = await lines.next()
    if (done) throw new CliError('EOF', exitCodes.invalidInput)
    const line = trimSpace(value)
    if (line === '') return
    yield line
  }
}

async function requests({ io, profile }: TxnInput, lines: AsyncIterable<string>): Promise<RequestOp[]> {
  const found: RequestOp[] = []
  for await (const line of lines) {
    const { request, warning } = await parseOperation(line, profile)
    if (warning !== undefined) await giveWarning(io, warning)
    found.push(request)
  }
  return found
}

async function giveWarning(io: Io, { line, pauseMs }: RangeWarning): Promise<void> {
  await io.stderr.write(`${line}\n`)
  await sleep(pauseMs)
}
