import { CliError } from '../base/errors.ts'
import { atLeast, type Profile } from '../base/release.ts'
import type { Flag } from '../go/flags.ts'
import { quote } from '../go/quote.ts'
import { type CommandPath, type Entry, type Group, isThere, type Program } from './command.ts'
import { suggestionsFor } from './suggest.ts'

/** The first word is not a command. `suggestions` are similar names. */
export class UnknownCommandError extends CliError {
  readonly typed: string
  readonly suggestions: readonly string[]

  constructor(typed: string, root: string, suggestions: readonly string[]) {
    super(`unknown command ${quote(typed)} for ${quote(root)}`)
    this.typed = typed
    this.suggestions = suggestions
  }
}

export interface ResolvedCommand<A> {
  readonly path: CommandPath<A>
  /** The arguments without the command's words: flags and positionals. */
  readonly args: readonly string[]
}

export interface CommandSearch<A> {
  readonly program: Pick<Program<A>, 'root' | 'globals' | 'isPlain'>
  readonly profile: Profile
}

/**
 * Finds the command that `args` name, by full name or unique prefix at each level, as cobra does (3.4 to 3.7).
 * Flags in front of a word are stepped over: one that is not a known bool takes the next argument with it, even when the
 * flag belongs to a later command. Throws UnknownCommandError for a first word that fits nothing; below the root such a
 * word stays in `args`.
 */
export function resolveCommand<A>(search: CommandSearch<A>, args: readonly string[]): ResolvedCommand<A> {
  const { program, profile } = search
  const { root } = program
  const path: Entry<A>[] = [root]
  const switches = new Set<string>()
  addSwitches(switches, program.globals)
  let entry: Entry<A> = root
  let rest = args
  for (;;) {
    const known = path.length === 1 ? rootSwitches(switches, profile) : switches
    const word = firstWord(rest, known)
    if (word === undefined) return { path, args: rest }
    const child: Entry<A> | undefined = findChild(search, entry, word)
    if (child === undefined && path.length === 1) throw unknownCommand(root, word, profile)
    if (child === undefined) return { path, args: rest }
    rest = withoutWord(rest, word, known)
    addSwitches(switches, child.children === undefined ? [] : (child.flags ?? []))
    path.push(child)
    entry = child
  }
}

/** The entry that `help WORDS...` is about; undefined when the first word fits no command. */
export function helpTopic<A>(search: CommandSearch<A>, words: readonly string[]): CommandPath<A> | undefined {
  try {
    return resolveCommand(search, words).path
  } catch (error) {
    if (error instanceof UnknownCommandError) return undefined
    throw error
  }
}

function findChild<A>({ program, profile }: CommandSearch<A>, entry: Entry<A>, word: string): Entry<A> | undefined {
  const children = entry.children ?? []
  const exact = children.find((child) => child.name === word && isThere(child, program, profile))
  if (exact !== undefined) return exact
  const matches = children.filter((child) => child.name.startsWith(word) && isOffered(child, profile))
  return matches.length === 1 ? matches[0] : undefined
}

function isOffered(entry: Entry<never>, profile: Profile): boolean {
  if (entry.hidden === true || entry.isOurs === true) return false
  if (isGone(entry, profile)) return false
  return entry.since === undefined || atLeast(profile, entry.since)
}

/** True in releases behind the last one that has the command. */
export function isGone({ until }: Entry<never>, profile: Profile): boolean {
  return until !== undefined && profile.release !== until && atLeast(profile, until)
}

function unknownCommand(root: Group<never>, word: string, profile: Profile): UnknownCommandError {
  const offered = (root.children ?? []).filter((child) => child.name !== 'help' && isOffered(child, profile))
  return new UnknownCommandError(
    word,
    root.name,
    suggestionsFor(
      word,
      offered.map((child) => child.name),
    ),
  )
}

function addSwitches(switches: Set<string>, flags: readonly Flag[]): void {
  for (const flag of flags) {
    if (flag.type !== 'bool') continue
    switches.add(`--${flag.name}`)
    if (flag.shorthand !== '') switches.add(`-${flag.shorthand}`)
  }
}

/** Only 3.7 knows before the search that `--help` takes no value, and only at the root. */
function rootSwitches(switches: ReadonlySet<string>, profile: Profile): ReadonlySet<string> {
  return atLeast(profile, '3.7') ? new Set([...switches, '--help', '-h']) : switches
}

function firstWord(args: readonly string[], switches: ReadonlySet<string>): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') return undefined
    if (takesNext(arg, switches)) {
      // A flag and one more argument at the end of the line are never searched for a command.
      if (args.length - at - 1 <= 1) return undefined
      at++
    } else if (arg !== '' && !arg.startsWith('-')) return arg
  }
  return undefined
}

function withoutWord(args: readonly string[], word: string, switches: ReadonlySet<string>): readonly string[] {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') return args
    if (takesNext(arg, switches)) at++
    else if (arg === word) return args.toSpliced(at, 1)
  }
  return args
}

function takesNext(arg: string, switches: ReadonlySet<string>): boolean {
  if (!arg.startsWith('-') || arg.includes('=') || switches.has(arg)) return false
  return arg.startsWith('--') || (arg.length === 2 && arg.charCodeAt(1) < 0x80)
}
