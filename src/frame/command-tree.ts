import type { Release } from '../base/release.ts'
import type { Flag } from './flags.ts'

/** The headings under which release 3.7 lists the commands of the root, in its order. */
export const helpGroups = {
  kv: 'Key-value commands',
  maintenance: 'Cluster maintenance commands',
  concurrency: 'Concurrency commands',
  authentication: 'Authentication commands',
  utility: 'Utility commands',
} as const
export type HelpGroup = keyof typeof helpGroups

/**
 * One node of the command tree: the root, a group (it has `children`) or a leaf (it has `load`).
 * Children stand in the original's order of registration; suggestions follow it, help sorts by name.
 */
export interface CommandEntry<Made = unknown> {
  readonly name: string
  /** The use line without the path before the name: `get [options] <key> [range_end]`. */
  readonly use: string
  readonly summary: string
  readonly long?: string
  /** Lines as they appear in help, indentation included. */
  readonly examples?: string
  readonly helpGroup?: HelpGroup
  /** Left out of help and suggestions, and reached by its full name only. */
  readonly hidden?: boolean
  /** The first release that has the command; a pin to an older one gives its abbreviations to older commands. */
  readonly since?: Release
  /** The last release that has the command; a pin to a newer one gives its abbreviations to other commands. */
  readonly until?: Release
  /** Not among the original's commands: listed in help, but reached by its full name only. */
  readonly isOurs?: boolean
  /** A line for stderr in front of all that the command does; such a command is left out of help. */
  readonly deprecation?: string
  /** The use line does not end in `[flags]`. */
  readonly bareUse?: boolean
  /** Arguments after the name are handed over unparsed. */
  readonly rawArguments?: boolean
  /** Flags may also be written with one dash, `-start-index=7`, as Go's own flag package has it. */
  readonly takesSingleDash?: boolean
  /** Flags of a group that its children take too. */
  readonly inherited?: () => readonly Flag[]
  /** The command wants to see the `--` among its arguments (`watch`). */
  readonly keepDash?: boolean
  /** Names that count as flags in the environment of this command only: `watch-key` stands for `ETCDCTL_WATCH_KEY`. */
  readonly environmentNames?: readonly string[]
  readonly children?: readonly CommandEntry<Made>[]
  readonly load?: () => Promise<Made>
}

/** The root first, the command meant last. */
export type CommandPath<Made = unknown> = readonly CommandEntry<Made>[]

/** The words the user would type in full: `etcdctl member add`. */
export function pathText(path: CommandPath): string {
  return path.map((entry) => entry.name).join(' ')
}
