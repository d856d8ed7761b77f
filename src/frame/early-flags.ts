import type { Io } from '../base/io.ts'
import { type Profile, parseProfile } from '../base/release.ts'
import { boolFlag } from '../go/flags.ts'
import { parseBool } from '../go/parse.ts'
import type { Program } from './command.ts'

// These flags are read before the command line, because they decide how its mistakes are shown.

type Line = Pick<Io, 'args' | 'env'>

export const rawFlag = boolFlag('raw', 'write control characters to a terminal as they are, not escaped', {
  isOurs: true,
})

/** The flag wins over the variable. Throws a CliError for an unknown release. */
export function profileOf(line: Line): Profile {
  return parseProfile(compatText(line))
}

export function isPinned(line: Line): boolean {
  const text = compatText(line)
  return text !== '' && text !== 'auto'
}

/** What `--compat` or the variable says; empty for nothing. */
export function compatText(line: Line): string {
  const args = wordsBeforeDashes(line)
  let text = line.env.ETCDCTL_COMPAT ?? ''
  for (const [index, arg] of args.entries()) {
    if (arg.startsWith('--compat=')) text = arg.slice('--compat='.length)
    if (arg === '--compat') text = args[index + 1] ?? ''
  }
  return text
}

export function wantsRaw({ ownRaw = [] }: Pick<Program<never>, 'ownRaw'>, line: Line): boolean {
  const args = wordsBeforeDashes(line)
  let isRaw = isTrue(line.env.ETCDCTL_RAW ?? '')
  if (args.some((arg) => ownRaw.includes(arg))) return isRaw
  for (const arg of args) {
    if (arg === '--raw') isRaw = true
    if (arg.startsWith('--raw=')) isRaw = isTrue(arg.slice('--raw='.length))
  }
  return isRaw
}

function isTrue(text: string): boolean {
  // an error that is made and thrown away costs a tenth of a millisecond
  if (text === '') return false
  try {
    return parseBool(text)
  } catch {
    return false
  }
}

/** The words to complete are not arguments of this run. */
function wordsBeforeDashes({ args }: Line): readonly string[] {
  if (args[0]?.startsWith('__complete') === true) return []
  const end = args.indexOf('--')
  return end < 0 ? args : args.slice(0, end)
}
