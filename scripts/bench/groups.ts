import type { EtcdBinaries } from '../../test/support/etcd-binaries.ts'
import type { Contender } from './contenders.ts'
import type { Limit, Program } from './measure.ts'

export const groupNames = ['small', 'layouts', 'memory', 'line', 'watch', 'snapshot', 'mirror', 'loop'] as const
export type GroupName = (typeof groupNames)[number]

/** `quick` has smaller loads, `readme` what the README shows, in ten minutes. */
export const paces = ['quick', 'readme', 'full'] as const
export type Pace = (typeof paces)[number]

/** What a group's loads are made from. */
export interface Setting {
  readonly server: EtcdBinaries
  /** Tells loads on this server from those on the first one, where it has none. */
  readonly suffix: string
  readonly contenders: readonly Contender[]
  readonly pace: Pace
  /** What all draws begin with. */
  readonly seed: number
  readonly reads: ReadChoice
}

/** Which of the large reads are timed. */
export interface ReadChoice {
  /** Names of layouts and formats. */
  readonly layouts: readonly string[]
  readonly formats: readonly string[]
  /** Keys of each store. */
  readonly keys: number
}

/** What a large read is a case of. */
export interface ReadCase {
  readonly layout: string
  readonly format: string
}

/** One question that is put to all programs. */
export interface Load {
  readonly name: string
  readonly programs: readonly (Program | Limit)[]
  readonly read?: ReadCase
  /** How often each of ours is also timed up to the first byte that it writes, into a pipe, and then interrupted. */
  readonly firstBytes?: number
  /** Which chart shows it; a table shows every load. */
  readonly chart?: ChartName
  /** In place of the group's, unless others are asked for. */
  readonly rounds?: number
}

export const chartNames = ['small', 'large'] as const
export type ChartName = (typeof chartNames)[number]

/** Yields its loads one after the other; the servers that they need run until the next is asked for. */
export interface Group {
  readonly rounds: Readonly<Record<Pace, number>>
  /** Rounds that do not count. */
  readonly warmUps: number
  loads(setting: Setting): AsyncGenerator<Load>
}

/** Loads a group with its servers, which only a run needs. */
export async function loadGroup(name: GroupName): Promise<Group> {
  switch (name) {
    case 'small':
      return (await import('./small.ts')).small
    case 'layouts':
      return (await import('./layout-reads.ts')).layoutReads
    case 'memory':
      return (await import('./memory.ts')).memory
    case 'line':
      return (await import('./line.ts')).line
    case 'watch':
      return (await import('./watch.ts')).watch
    case 'snapshot':
      return (await import('./snapshot.ts')).snapshot
    case 'mirror':
      return (await import('./mirror.ts')).mirror
    case 'loop':
      return (await import('./loop.ts')).loop
  }
}
