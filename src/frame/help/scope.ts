import type { Profile } from '../../base/release.ts'
import { boolFlag, type Flag } from '../../go/flags.ts'
import {
  type Command,
  type CommandPath,
  type Entry,
  groupFlags,
  type HelpTexts,
  isThere,
  type Program,
} from '../command.ts'

/** The input from which help is written. */
export interface HelpContext {
  readonly program: Pick<Program<never>, 'root' | 'globals' | 'isPlain'>
  readonly profile: Profile
}

/** One command to write about; without `command` it is a group. */
export interface HelpTopic {
  readonly path: CommandPath<never>
  readonly command?: Command<never> | undefined
}

export interface HelpScope extends HelpTexts {
  readonly name: string
  readonly summary: string
  /** Undefined for a command that has none below it. */
  readonly children: readonly Entry<never>[] | undefined
  /** Sorted by name, `--help` included. */
  readonly local: readonly Flag[]
  /** From the command's groups. */
  readonly fromGroups: readonly Flag[]
  readonly globals: readonly Flag[]
  readonly isRoot: boolean
}

export function helpScope({ program, profile }: HelpContext, { path, command }: HelpTopic): HelpScope {
  const entry = path.at(-1) ?? program.root
  const help = boolFlag('help', `show the help of ${entry.name}`, { shorthand: 'h' })
  const own = (command?.flags ?? []).filter(({ isOurs }) => profile.auto || program.isPlain === true || isOurs !== true)
  const names = new Set(own.map((flag) => flag.name))
  return {
    name: entry.name,
    summary: entry.summary,
    children: entry.children?.filter((child) => isThere(child, program, profile)),
    ...(command ?? textsOf(entry)),
    local: sortedFlags([...own, ...groupFlags([entry]), help]),
    fromGroups: sortedFlags(groupFlags(path.slice(0, -1))),
    globals: sortedFlags(program.globals.filter((flag) => !names.has(flag.name))),
    isRoot: path.length <= 1,
  }
}

function textsOf(entry: Entry<never>): HelpTexts {
  return entry.children === undefined ? { use: entry.name } : entry
}

/** `etcdctl member add <name> [options] [flags]`. */
export function useLine(path: CommandPath<never>, { use, bareUse }: HelpTexts): string {
  const line = [...path.slice(0, -1).map((entry) => entry.name), use].join(' ')
  return bareUse === true || line.includes('[flags]') ? line : `${line} [flags]`
}

/** The children that help lists, sorted by name. */
export function listedChildren(children: readonly Entry<never>[] = []): Entry<never>[] {
  return sorted(
    children.filter((child) => child.hidden !== true && child.deprecation === undefined),
    (child) => child.name,
  )
}

export function sortedFlags(flags: readonly Flag[]): Flag[] {
  return sorted(flags, (flag) => flag.name)
}

function sorted<T>(items: readonly T[], key: (item: T) => string): T[] {
  return items.toSorted((left, right) => (key(left) < key(right) ? -1 : 1))
}
