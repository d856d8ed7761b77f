import { argumentBytes } from '../../base/arguments.ts'
import { CliError, exitCodes, UsageError } from '../../base/errors.ts'
import type { Io } from '../../base/io.ts'
import { readAll } from '../../base/stdin.ts'
import { errorText } from '../../go/file-error.ts'
import type { OurPutFlags } from './flags.ts'

export interface ValueInput {
  /** The value among the arguments. */
  readonly inline: string | undefined
  /** The name of a file; undefined for none. */
  readonly file: string | undefined
  readonly io: Pick<Io, 'stdin'>
  readonly flags: Pick<OurPutFlags, 'chomp' | 'allowEmpty' | 'valueHex' | 'valueBase64'>
}

const newline = 10

/** The bytes to store; undefined when there are none and none were allowed. Throws a UsageError for what contradicts itself or is not in the form that was named. */
export async function readValue({ inline, file, io, flags }: ValueInput): Promise<Uint8Array | undefined> {
  refuse(
    flags.valueHex && flags.valueBase64,
    '--value-hex and --value-base64 cannot be set at the same time, choose one',
  )
  refuse(file === '', 'empty string is passed to --file option')
  if (inline !== undefined) {
    refuse(file !== undefined, 'a value and --file cannot be given at the same time, choose one')
    refuse(flags.chomp, '--chomp is for standard input and --file')
    return decoded(argumentBytes(inline), flags)
  }
  const read = file === undefined ? await readAll(io.stdin) : await readFrom(file)
  const value = flags.chomp && read.at(-1) === newline ? read.subarray(0, -1) : read
  if (value.length > 0 || flags.allowEmpty) return decoded(value, flags)
  if (file !== undefined) throw new UsageError(`${file} holds no value: --allow-empty stores an empty one`)
  return undefined
}

async function readFrom(file: string): Promise<Uint8Array> {
  const { readFile } = await import('node:fs/promises')
  try {
    return await readFile(file)
  } catch (error) {
    throw new CliError(errorText(error), exitCodes.inputOutput, { cause: error })
  }
}

function decoded(bytes: Uint8Array, { valueHex, valueBase64 }: ValueInput['flags']): Uint8Array {
  if (!valueHex && !valueBase64) return bytes
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[ \t\r\n]+/g, '')
  return valueHex ? fromHex(text) : fromBase64(text)
}

function fromHex(text: string): Uint8Array {
  refuse(!/^(?:[0-9a-fA-F]{2})*$/.test(text), '--value-hex: the value is no pairs of hexadecimal digits')
  return Buffer.from(text, 'hex')
}

/** What node reads is taken only when it would be written the same: node passes over what it cannot read. */
function fromBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  refuse(bytes.toString('base64') !== text, '--value-base64: the value is no base64 with its padding')
  return bytes
}

function refuse(isRefused: boolean, message: string): void {
  if (isRefused) throw new UsageError(message)
}
