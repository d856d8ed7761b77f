import type { Flag } from '../go/flags.ts'
import type { V2Command } from './command.ts'
import type { V2Mode } from './mode.ts'
import { findFlag } from './parse-flags.ts'

/**
 * The words of a command with its flags in front, as each generation of the original puts them: A up to 3.4, B in 3.5. Without
 * a pin no word is lost and none changes places with another.
 */
export function reordered(
  command: Pick<V2Command, 'flags' | 'takes'>,
  args: readonly string[],
  { release, isAuto }: V2Mode,
): readonly string[] {
  if (isAuto) return withoutLoss(command, args)
  return release === '3.5' ? knownFirst(command.flags, args) : fromFirstFlag(args)
}

/** A: all from the first flag on moves in front of the words before it, up to `--`. */
function fromFirstFlag(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--')
  const before = end < 0 ? args : args.slice(0, end)
  const rest = end < 0 ? [] : args.slice(end)
  const first = before.findIndex((arg) => arg.startsWith('-') && arg !== '-')
  if (first < 0) return args
  return [...before.slice(first), ...before.slice(0, first), ...rest]
}

/** B: known flags move in front, each with the word behind it when that is no flag, be it the flag's value or not. */
function knownFirst(flags: readonly Flag[], args: readonly string[]): readonly string[] {
  const moved: string[] = []
  const left: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') {
      left.push(...args.slice(at))
      break
    }
    if (!isKnown(flags, arg)) {
      left.push(arg)
      continue
    }
    moved.push(arg)
    const next = args[at + 1]
    if (arg.includes('=') || next === undefined || next.startsWith('-')) continue
    moved.push(next)
    at++
  }
  return [...moved, ...left]
}

/** A flag takes its value with it, and a word with a dash that is no flag is the value that is still missing. */
function withoutLoss(
  { flags, takes = 0 }: Pick<V2Command, 'flags' | 'takes'>,
  args: readonly string[],
): readonly string[] {
  const moved: string[] = []
  const left: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') {
      left.push(...args.slice(left.length < takes || takes === 0 ? at + 1 : at))
      break
    }
    const isFlag = arg.startsWith('-') && arg !== '-'
    const flag = isFlag ? findFlag(flags, nameIn(arg)) : undefined
    const isValue = flag === undefined && left.length > 0 && left.length < takes && !isHelp(arg)
    if (!isFlag || isValue) {
      left.push(arg)
      continue
    }
    moved.push(arg)
    if (flag === undefined || flag.type === 'bool' || arg.includes('=')) continue
    const value = args[++at]
    // no other word is taken for the value that is missing
    if (value === undefined) return moved
    moved.push(value)
  }
  return [...moved, '--', ...left]
}

function isKnown(flags: readonly Flag[], arg: string): boolean {
  return arg.startsWith('-') && findFlag(flags, nameIn(arg)) !== undefined
}

function isHelp(arg: string): boolean {
  return ['help', 'h'].includes(nameIn(arg))
}

function nameIn(arg: string): string {
  return arg.replace(/^-+/, '').replace(/=.*$/s, '')
}
