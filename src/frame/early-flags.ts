import type { Io } from '../base/io.ts'
import { boolFlag } from '../go/flags.ts'
import { parseBool } from '../go/parse.ts'

// These flags are read before the command line, because they decide how its mistakes are shown.

type Line = Pick<Io, 'args' | 'env'>

export const rawFlag = boolFlag('raw', 'write control characters to a terminal as they are, not escaped', {
  isOurs: true,
})

/** What the flags that are read before the command line say. */
export interface EarlyFlags {
  /** The release that `--compat` or the variable names, the flag before the variable; empty for none. */
  readonly compat: string
  /** A terminal gets text unescaped. */
  readonly isRaw: boolean
}

/** `ownRaw` names the commands whose own `--raw` has nothing to do with the terminal. */
export function earlyFlags({ args, env }: Line, ownRaw: readonly string[] = []): EarlyFlags {
  const words = wordsBeforeDashes(args)
  return { compat: compatText(words, env), isRaw: wantsRaw(words, env, ownRaw) }
}

export function isPinned({ compat }: EarlyFlags): boolean {
  return compat !== '' && compat !== 'auto'
}

function compatText(words: readonly string[], env: Line['env']): string {
  let text = env.ETCDCTL_COMPAT ?? ''
  for (const [index, word] of words.entries()) {
    if (word.startsWith('--compat=')) text = word.slice('--compat='.length)
    if (word === '--compat') text = words[index + 1] ?? ''
  }
  return text
}

function wantsRaw(words: readonly string[], env: Line['env'], ownRaw: readonly string[]): boolean {
  let isRaw = isTrue(env.ETCDCTL_RAW ?? '')
  if (words.some((word) => ownRaw.includes(word))) return isRaw
  for (const word of words) {
    if (word === '--raw') isRaw = true
    if (word.startsWith('--raw=')) isRaw = isTrue(word.slice('--raw='.length))
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
function wordsBeforeDashes(args: readonly string[]): readonly string[] {
  if (args[0]?.startsWith('__complete') === true) return []
  const end = args.indexOf('--')
  return end < 0 ? args : args.slice(0, end)
}
