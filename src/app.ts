import type { Command } from 'commander'
import type { Io } from './cli/io.ts'
import type { Profile } from './cli/profile.ts'
import type { CallOptions, EtcdClient } from './client/client.ts'
import type { ResultKind, Results } from './render/results.ts'

/** All that a command sees of the rest. */
export interface App {
  readonly io: Io
  readonly profile: Profile
  /**
   * Reads the environment and the global flags and checks that the chosen format can print `kind`: what would be refused
   * after the call is refused before it.
   */
  open(kind: ResultKind): Promise<Session>
}

/** One run's settings, its client and its output. Whoever made the app closes it. */
export interface Session {
  /** The endpoints as the user gave them. */
  readonly endpoints: readonly string[]
  readonly format: string
  /** The client of all endpoints; opened, and logged in, on first use. */
  client(): Promise<EtcdClient>
  /** A client of one endpoint; closed with the session. */
  clientOf(endpoint: string): Promise<EtcdClient>
  /** A call that ends after `--command-timeout`, counted from now. */
  call(): CallOptions
  print<K extends ResultKind>(kind: K, result: Results[K]): Promise<void>
  /** A line for stderr. */
  remark(line: string): Promise<void>
}

/** Makes a leaf command. */
export type CommandFactory = (app: App) => Command
