import type { EtcdBinaries } from '../../test/support/etcd-binaries.ts'
import type { Contender } from './contenders.ts'
import type { Program } from './measure.ts'

export const groupNames = ['small', 'range', 'watch', 'snapshot', 'mirror', 'loop'] as const
export type GroupName = (typeof groupNames)[number]

/** What a group's loads are made from. */
export interface Setting {
  readonly server: EtcdBinaries
  readonly contenders: readonly Contender[]
  readonly isQuick: boolean
}

/** One question that is put to all programs. */
export interface Load {
  readonly name: string
  readonly programs: readonly Program[]
  /** Which chart shows it; a table shows every load. */
  readonly chart?: ChartName
  /** In place of the group's, unless others are asked for. */
  readonly rounds?: number
}

export const chartNames = ['small', 'large'] as const
export type ChartName = (typeof chartNames)[number]

/** Yields its loads one after the other; the servers that they need run until the next is asked for. */
export interface Group {
  readonly rounds: number
  readonly quickRounds: number
  /** Rounds that do not count. */
  readonly warmUps: number
  loads(setting: Setting): AsyncGenerator<Load>
}

/** Loads a group with its servers, which only a run needs. */
export async function loadGroup(name: GroupName): Promise<Group> {
  switch (name) {
    case 'small':
      return (await import('./small.ts')).small
    case 'range':
      return (await import('./range.ts')).range
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
