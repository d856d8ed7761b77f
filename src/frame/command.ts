import type { CliError } from '../base/errors.ts'
import type { Io } from '../base/io.ts'
import type { Profile, Release } from '../base/release.ts'
import type { Flag, ValuesOf } from '../go/flags.ts'
import type { ParsedFlags } from '../go/parse-flags.ts'
import type { Ending } from './ending.ts'

/** The headings under which release 3.7 lists the commands of the root, in its order. */
export const helpGroups = {
  kv: 'Key-value commands',
  maintenance: 'Cluster maintenance commands',
  concurrency: 'Concurrency commands',
  authentication: 'Authentication commands',
  utility: 'Utility commands',
} as const
export type HelpGroup = keyof typeof helpGroups

/** The help of a command, apart from its name and its summary. */
export interface HelpTexts {
  /** The use line without the path before the name: `get [options] <key> [range_end]`. */
  readonly use: string
  readonly long?: string
  /** Lines as they appear in help, indentation included. */
  readonly examples?: string
  /** The use line does not end in `[flags]`. */
  readonly bareUse?: boolean
}

/** A command as data: its help, its flags, how its line is read, and what it does. `A` is the app that it is given. */
export interface Command<A> extends HelpTexts {
  readonly flags: readonly Flag[]
  /** Arguments after the name are handed over unparsed. */
  readonly rawArguments?: boolean
  /** Flags may also be written with one dash, `-start-index=7`, as Go's own flag package has it. */
  readonly takesSingleDash?: boolean
  /** The command wants to see the `--` among its arguments (`watch`). */
  readonly keepDash?: boolean
  /** Names that count as flags in the environment of this command only: `watch-key` stands for `ETCDCTL_WATCH_KEY`. */
  readonly environmentNames?: readonly string[]
  run(app: A, args: readonly string[], flags: never, invocation: Invocation<A>): unknown
}

/** The definition in a command's file; `run` gets the values of the command's own flags. */
export interface CommandParts<A, Flags extends readonly Flag[]> extends Omit<Command<A>, 'flags' | 'run'> {
  readonly flags?: Flags
  run(app: A, args: readonly string[], flags: ValuesOf<Flags>, invocation: Invocation<A>): unknown
}

/** A command of a program whose commands see an `A`. */
export function commandOf<A, const Flags extends readonly Flag[]>(parts: CommandParts<A, Flags>): Command<A> {
  return { ...parts, flags: parts.flags ?? [] }
}

/** The part of a node of the command tree that is known before the command is loaded. */
interface Named {
  readonly name: string
  readonly summary: string
  readonly helpGroup?: HelpGroup
  /** Left out of help and suggestions, and reached by its full name only. */
  readonly hidden?: boolean
  /** The first release that has the command; a pin to an older one gives its abbreviations to older commands. */
  readonly since?: Release
  /** The last release that has the command; a pin to a newer one gives its abbreviations to other commands. */
  readonly until?: Release
  /** Not among the original's commands: listed in help, but reached by its full name only, and by none under a pin: see `isThere`. */
  readonly isOurs?: boolean
  /** A line that stderr gets before the command runs; help leaves such a command out. */
  readonly deprecation?: string
}

/** A command of the tree; its definition is loaded when it is needed. */
export interface Leaf<A> extends Named {
  readonly children?: undefined
  readonly load: () => Promise<Command<A>>
}

/** The root, or a command that only has others below it, in the original's order of registration: suggestions follow it, help sorts by name. */
export interface Group<A> extends Named, HelpTexts {
  readonly load?: undefined
  readonly children: readonly Entry<A>[]
  /** Flags that the children take too. */
  readonly flags?: readonly Flag[]
}

export type Entry<A = never> = Leaf<A> | Group<A>

/** The root first, the command meant last. */
export type CommandPath<A = never> = readonly Entry<A>[]

/** One of our programs: its commands, the flags that all of them take, and what a command sees of the run. */
export interface Program<A> {
  readonly root: Group<A>
  readonly globals: readonly Flag[]
  /** Help and mistakes look the same in every release. */
  readonly isPlain?: boolean
  /** Pages of help that are about no command, by the word that `help` takes. */
  readonly topics?: Readonly<Record<string, () => Promise<string>>>
  /** A line for stderr about an unknown command or flag, printed before the usual error. */
  readonly remarkOn?: (unknown: UnknownWord) => Promise<string | undefined>
  /** Ends the run before the command line is read. */
  readonly refusal?: (io: Io, profile: Profile) => Ending | undefined
  readonly start: (setting: RunSetting) => RunningApp<A>
}

export type UnknownWord = { readonly command: string } | { readonly flag: string }

/** The input from which a program makes its app: the process, and the flags as the command line has them. */
export interface RunSetting extends Pick<ParsedFlags, 'values' | 'given'> {
  readonly io: Io
  readonly profile: Profile
  /** The flags of the command's groups, and the global ones: those that have a variable. */
  readonly flags: readonly Flag[]
  /** Names that count as flags in the environment of this command only. */
  readonly extra: readonly string[]
}

export interface RunningApp<A> {
  readonly app: A
  /** Lines for stderr of what to do about an error that ended the command; never rejects. */
  explain(error: CliError): Promise<readonly string[]>
  /** Closes what the command opened; never rejects. */
  close(): Promise<void>
}

/** A command line that is being run: for commands about the program itself, such as `help`. */
export interface Invocation<A> {
  readonly program: Program<A>
  readonly io: Io
  readonly profile: Profile
  readonly path: CommandPath<A>
  /** The parsed command line; undefined until it has been read. */
  readonly parsed?: ParsedFlags
}

/** The flags that the groups of a command give to it. */
export function groupFlags(path: readonly Entry<never>[]): Flag[] {
  return path.flatMap((entry) => (entry.children === undefined ? [] : (entry.flags ?? [])))
}

/** The words the user would type in full: `etcdctl member add`. */
export function pathText(path: readonly { readonly name: string }[]): string {
  return path.map((entry) => entry.name).join(' ')
}

/** False for a command that a pin leaves out; a program without the original's layout keeps them all. */
export function isThere(
  { isOurs = false }: Entry<never>,
  { isPlain = false }: Pick<Program<never>, 'isPlain'>,
  { auto }: Profile,
): boolean {
  return auto || isPlain || !isOurs
}
