import type { Io } from '../base/io.ts'
import type { Profile } from '../base/release.ts'
import { type Command, type CommandParts, commandOf, type Entry } from '../frame/command.ts'
import type { Flag } from '../go/flags.ts'

/** The part of the run that an offline command sees. etcdctl's App fits too, for the commands of both programs. */
export interface OfflineApp {
  readonly io: Io
  readonly profile: Profile
  /** The format asked for on the command line; a command looks at it once it is sure of its arguments. */
  readonly writeOut: string
  /** How long to wait for the lock of a database, in milliseconds; without a limit by default. */
  readonly lockWaitMs?: number
  /** The same as the command line says it; undefined when it does not. */
  readonly givenLockWaitMs?: number | undefined
}

/** A command of etcdutl. */
export function command<const Flags extends readonly Flag[]>(
  parts: CommandParts<OfflineApp, Flags>,
): Command<OfflineApp> {
  return commandOf(parts)
}

/** A command or a group in the tree of etcdutl's commands. */
export type OfflineEntry = Entry<OfflineApp>
