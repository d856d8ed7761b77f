import { atLeast, type Profile } from '../../base/release.ts'
import { boolFlag, type Flag } from '../../go/flags.ts'
import { FlagError, parseFlags } from '../../go/parse-flags.ts'
import { type CommandPath, type Entry, groupFlags, type Program } from '../command.ts'
import { listedChildren, sortedFlags } from '../help/scope.ts'
import { type CommandSearch, helpTopic, isGone, resolveCommand, UnknownCommandError } from '../resolve-command.ts'
import { completedValues, type Shell, shells } from './values.ts'

/** How a shell goes on after the candidates; the numbers that end an answer of `__complete`. */
export const directives = {
  /** File names, when there is no candidate. */
  files: 0,
  noFiles: 4,
} as const

export interface Candidate {
  readonly text: string
  /** Empty for none. */
  readonly about: string
}

export interface Completion {
  readonly candidates: readonly Candidate[]
  readonly directive: number
  /** Why nothing could be completed. */
  readonly problem?: string
}

/** The program to complete a command line of. */
export interface CompletionSetting<A> {
  readonly program: Pick<Program<A>, 'root' | 'globals' | 'isPlain'>
  readonly profile: Profile
}

/** The candidates for the word `last`, as far as it is typed, after `words` (rules of 3.5 to 3.7). Never throws. */
export async function complete<A>(
  setting: CompletionSetting<A>,
  words: readonly string[],
  last: string,
): Promise<Completion> {
  try {
    return await completeIn(setting, words, last)
  } catch (error) {
    if (error instanceof Problem) return { ...nothing(directives.files), problem: error.message }
    throw error
  }
}

class Problem extends Error {}

/** The command line up to its last word, and the command that it names. */
interface TypedLine {
  readonly path: CommandPath
  readonly args: readonly string[]
  readonly profile: Profile
  /** 3.7's etcdctl does not offer the global flags, and its root has a help flag of its own making. */
  readonly hidesGlobals: boolean
  /** Under a pin etcdctl offers what that release has. */
  readonly hidesOurs: boolean
  /** Flags of the command itself; the global ones are the root's own. */
  readonly local: readonly Flag[]
  /** Flags from the groups above, and the global ones. */
  readonly inherited: readonly Flag[]
  readonly globals: ReadonlySet<Flag>
}

async function completeIn<A>(
  setting: CompletionSetting<A>,
  words: readonly string[],
  last: string,
): Promise<Completion> {
  const line = await readLine(setting, words)
  const asked = flagAskingForValue(line, last)
  const args = asked?.isBefore === true ? line.args.slice(0, -1) : line.args
  const { given, positionals } = parse(line, args)
  const help = given.has('help')
  const isRoot = line.path.length === 1
  if (help && !(isRoot && line.hidesGlobals)) return nothing(directives.noFiles)
  if (asked !== undefined) {
    return { candidates: completedValues(asked.flag, line.profile).map(plain), directive: 0 }
  }
  if (last.startsWith('-') && !hasDashes(line)) return flagNames(line, given, last)
  const entry = line.path.at(-1)
  if (entry?.name === 'help' && !isRoot) return subcommands(setting, helpTopic(setting, positionals)?.at(-1), last)
  if (positionals.length > 0 || help) return nothing(directives.files)
  if (entry?.name === 'completion') return shellNames(last)
  return entry?.children === undefined ? nothing(directives.files) : subcommands(setting, entry, last)
}

async function readLine<A>(setting: CompletionSetting<A>, words: readonly string[]): Promise<TypedLine> {
  const { path, args } = resolve(setting, words)
  const { root, globals, isPlain } = setting.program
  const entry = path.at(-1) ?? root
  const help = boolFlag('help', `show the help of ${entry.name}`, { shorthand: 'h' })
  const own = entry.children === undefined ? (await entry.load()).flags : groupFlags([entry])
  const isRoot = path.length === 1
  return {
    path,
    args,
    profile: setting.profile,
    hidesGlobals: isPlain !== true && atLeast(setting.profile, '3.7'),
    hidesOurs: offersOriginalOnly(setting),
    local: isRoot ? [...own, ...globals, help] : [...own, help],
    inherited: isRoot ? [] : [...groupFlags(path.slice(0, -1)), ...globals],
    globals: new Set(isRoot ? [...globals, help] : globals),
  }
}

function resolve<A>(setting: CommandSearch<A>, words: readonly string[]) {
  try {
    return resolveCommand(setting, words)
  } catch (error) {
    if (!(error instanceof UnknownCommandError)) throw error
    throw new Problem(`unable to find a command for arguments: [${words.join(' ')}]`)
  }
}

function parse({ local, inherited }: TypedLine, args: readonly string[]) {
  try {
    return parseFlags([...local, ...inherited], args)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    throw new Problem(`Error while parsing flags from args [${args.join(' ')}]: ${error.message}`)
  }
}

interface AskingFlag {
  readonly flag: Flag
  /** True when the flag is the word before the last one, separate from its value. */
  readonly isBefore: boolean
}

/** The flag that `last` is, or holds, the value of. Throws a Problem for `--name=` of no flag. */
function flagAskingForValue(line: TypedLine, last: string): AskingFlag | undefined {
  if (hasDashes(line)) return undefined
  const glued = /^-(?:-([^=]*)|[^=]*?([^=]?))=/.exec(last)
  if (glued !== null) {
    const name = glued[1] ?? glued[2] ?? ''
    const flag = find(line, (each) => name !== '' && (glued[1] === undefined ? each.shorthand : each.name) === name)
    if (flag !== undefined) return { flag, isBefore: false }
    throw new Problem(`Subcommand '${line.path.at(-1)?.name}' does not support flag '${name}'`)
  }
  if (last.startsWith('-')) return undefined
  const flag = waitingFlag(line, line.args.at(-1) ?? '')
  return flag === undefined ? undefined : { flag, isBefore: true }
}

/** The flag in `word` that takes the word after it: `--rev`, `-w`, or the end of `-iw`. */
function waitingFlag(line: TypedLine, word: string): Flag | undefined {
  if (word.includes('=')) return undefined
  if (word.startsWith('--')) {
    return find(line, (flag) => flag.type !== 'bool' && flag.name === word.slice(2))
  }
  if (!word.startsWith('-')) return undefined
  for (const [index, letter] of [...word.slice(1)].entries()) {
    const flag = find(line, ({ shorthand }) => shorthand === letter)
    if (flag === undefined || flag.type === 'bool') continue
    return index === word.length - 2 ? flag : undefined
  }
  return undefined
}

function find({ local, inherited }: TypedLine, accept: (flag: Flag) => boolean): Flag | undefined {
  return [...local, ...inherited].find(accept)
}

/** No word after `--` is a flag. */
function hasDashes({ args }: TypedLine): boolean {
  return args.includes('--')
}

function flagNames(line: TypedLine, given: ReadonlySet<string>, typed: string): Completion {
  const flags = [...sortedFlags(line.inherited), ...sortedFlags(line.local)].filter((flag) => isListed(line, flag))
  const left = flags.filter((flag) => flag.type === 'strings' || !given.has(flag.name))
  const candidates = left.flatMap((flag) => {
    const names = flag.shorthand === '' ? [`--${flag.name}`] : [`--${flag.name}`, `-${flag.shorthand}`]
    return names.map((text) => ({ text, about: flag.usage }))
  })
  return { candidates: candidates.filter(({ text }) => text.startsWith(typed)), directive: directives.noFiles }
}

/** Releases that offer the global flags offer those that they have. */
function isListed({ profile, globals, hidesGlobals, hidesOurs }: TypedLine, flag: Flag): boolean {
  if (globals.has(flag) && hidesGlobals) return false
  if (flag.isOurs === true && (hidesOurs || (globals.has(flag) && !profile.auto))) return false
  return flag.since === undefined || atLeast(profile, flag.since)
}

function offersOriginalOnly({ program, profile }: CompletionSetting<never>): boolean {
  return program.isPlain !== true && !profile.auto
}

function subcommands(setting: CompletionSetting<never>, entry: Entry<never> | undefined, typed: string): Completion {
  const hidesOurs = offersOriginalOnly(setting)
  const { profile } = setting
  const children = listedChildren(entry?.children)
  const listed = children.filter((child) => !hidesOurs || (child.isOurs !== true && !isGone(child, profile)))
  const offered = listed.filter(({ since }) => since === undefined || atLeast(profile, since))
  const candidates = offered.map(({ name, summary }) => ({ text: name, about: summary }))
  return { candidates: candidates.filter(({ text }) => text.startsWith(typed)), directive: directives.noFiles }
}

function shellNames(typed: string): Completion {
  const names: readonly Shell[] = shells.filter((shell) => shell.startsWith(typed))
  return { candidates: names.map(plain), directive: directives.noFiles }
}

function plain(text: string): Candidate {
  return { text, about: '' }
}

function nothing(directive: number): Completion {
  return { candidates: [], directive }
}
