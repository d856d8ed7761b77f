import { argumentBytes } from '../../base/arguments.ts'
import { CliError, exitCodes } from '../../base/errors.ts'
import { parseHexInt64, parseInt64 } from '../../go/parse.ts'
import { quote } from '../../go/quote.ts'
import { firstToken, trimStart } from '../../go/space.ts'
import { readLiteral } from '../../go/string.ts'
import { type Compare, CompareResult, CompareTarget } from '../../rpc/messages.ts'

/** Reads `target("key") op "value"`; throws with exit code 3 and the original's words (3.4 to 3.7). */
export function parseCompare(line: string): Compare {
  const open = line.indexOf('(')
  if (open < 0) throw invalid(`malformed comparison: ${line}`)
  const target = line.slice(0, open)
  const { key = '', op = '', value } = scan(line.slice(open + 1))
  if (value === undefined) {
    throw invalid(`malformed comparison: ${line}; got ${target}(${exactQuote(key)}) ${op} ${quote('')}`)
  }
  const read = targets.get(target)
  if (read === undefined) throw invalid(`malformed comparison: ${line} (unknown target ${target})`)
  const operand = readOperand(read, value, line)
  const result = results.get(op)
  // the original crashes here
  if (result === undefined) throw invalid(`malformed comparison: ${line} (unknown operator ${op})`)
  return { ...operand, key: argumentBytes(key), result, rangeEnd: new Uint8Array() }
}

interface Parts {
  readonly key?: string
  readonly op?: string
  readonly value?: string
}

/** The parts after the parenthesis, up to the first that is missing; what follows the value is ignored. */
function scan(text: string): Parts {
  const key = readLiteral(trimStart(text))
  if (key === undefined) return {}
  const known = { key: key.value }
  if (!key.rest.startsWith(')')) return known
  const behind = key.rest.slice(1)
  const op = firstToken(trimStart(behind))
  if (op === '' || trimStart(behind) === behind) return known
  const value = readLiteral(trimStart(trimStart(behind).slice(op.length)))
  return { ...known, op, ...(value === undefined ? {} : { value: value.value }) }
}

type Operand = Pick<Compare, 'target' | 'version' | 'createRevision' | 'modRevision' | 'value' | 'lease'>
type ReadOperand = (value: string) => Operand

const version: ReadOperand = (value) => ({ target: CompareTarget.VERSION, version: parseInt64(value) })
const createRevision: ReadOperand = (value) => ({ target: CompareTarget.CREATE, createRevision: parseInt64(value) })
const modRevision: ReadOperand = (value) => ({ target: CompareTarget.MOD, modRevision: parseInt64(value) })
const bytes: ReadOperand = (value) => ({ target: CompareTarget.VALUE, value: argumentBytes(value) })
const lease: ReadOperand = (value) => ({ target: CompareTarget.LEASE, lease: parseLease(value) })

const targets: ReadonlyMap<string, ReadOperand> = new Map([
  ['ver', version],
  ['version', version],
  ['c', createRevision],
  ['create', createRevision],
  ['m', modRevision],
  ['mod', modRevision],
  ['val', bytes],
  ['value', bytes],
  ['lease', lease],
])

const results: ReadonlyMap<string, number> = new Map([
  ['=', CompareResult.EQUAL],
  ['!=', CompareResult.NOT_EQUAL],
  ['<', CompareResult.LESS],
  ['>', CompareResult.GREATER],
])

/** Hexadecimal as everywhere on the command line; what is too long for that is the decimal number that JSON shows. */
function parseLease(text: string): bigint {
  return text.length > 16 ? parseInt64(text) : parseHexInt64(text)
}

function readOperand(read: ReadOperand, value: string, line: string): Operand {
  try {
    return read(value)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    throw invalid(`invalid txn compare request: ${line}`)
  }
}

function exactQuote(text: string): string {
  return quote(argumentBytes(text))
}

function invalid(message: string): CliError {
  return new CliError(message, exitCodes.invalidInput)
}
