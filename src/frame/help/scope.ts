import type { CommandEntry, CommandPath } from '../command-tree.ts'
import { boolFlag, type Flag } from '../flags.ts'
import type { CommandSearch } from '../resolve-command.ts'

/** What help is written from. `version` is our release, shown by the root in the layouts of 3.4 to 3.6. */
export interface HelpContext extends CommandSearch<unknown> {
  readonly version: string
  /** Help is usage and no more, and looks the same in every release (etcdutl). */
  readonly isPlain?: boolean
}

/** One command to write about. `ownFlags` are those of a loaded leaf, without the global ones; a group has none. */
export interface HelpTopic {
  readonly path: CommandPath
  readonly ownFlags: readonly Flag[]
}

export interface HelpScope {
  readonly entry: CommandEntry
  /** Sorted by name, `--help` included. */
  readonly local: readonly Flag[]
  /** From the command's groups. */
  readonly fromGroups: readonly Flag[]
  readonly globals: readonly Flag[]
  readonly isRoot: boolean
}

export function helpScope(context: HelpContext, { path, ownFlags }: HelpTopic): HelpScope {
  const entry = path.at(-1) ?? context.root
  const help = boolFlag('help', `show the help of ${entry.name}`, { shorthand: 'h' })
  const own = new Set(ownFlags.map((flag) => flag.name()))
  return {
    entry,
    local: shown([...ownFlags, ...(entry.inherited?.() ?? []), help]),
    fromGroups: shown(path.slice(0, -1).flatMap((group) => group.inherited?.() ?? [])),
    globals: shown(context.globals.filter((flag) => !own.has(flag.name()))),
    isRoot: path.length <= 1,
  }
}

/** `etcdctl member add <name> [options] [flags]`. */
export function useLine(path: CommandPath): string {
  const last = path.at(-1)
  const line = [...path.slice(0, -1).map((entry) => entry.name), last?.use ?? ''].join(' ')
  return last?.bareUse === true || line.includes('[flags]') ? line : `${line} [flags]`
}

/** The children that help lists, sorted by name. */
export function listedChildren(entry: CommandEntry): CommandEntry[] {
  return sorted(
    (entry.children ?? []).filter((child) => child.hidden !== true && child.deprecation === undefined),
    (child) => child.name,
  )
}

/** Sorted by name, without hidden ones. */
export function shown(flags: readonly Flag[]): Flag[] {
  return sorted(
    flags.filter((flag) => !flag.hidden),
    (flag) => flag.name(),
  )
}

function sorted<T>(items: readonly T[], key: (item: T) => string): T[] {
  return items.toSorted((left, right) => (key(left) < key(right) ? -1 : 1))
}
