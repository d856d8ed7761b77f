import type { Command } from 'commander'
import type { CommandEntry } from './cli/command-tree.ts'
import type { GlobalFlags } from './cli/globals.ts'
import type { Io } from './cli/io.ts'
import type { Profile } from './cli/profile.ts'
import type { CallOptions, EtcdClient, Login } from './client/client.ts'
import type { TlsFlags } from './client/tls-flags.ts'
import type { ResultKind, Results } from './render/results.ts'

/** All that a command sees of the rest. */
export interface App {
  readonly io: Io
  readonly profile: Profile
  /** The format asked for on the command line, for commands that open no session: they read no environment. */
  readonly writeOut: string
  /**
   * Reads the environment and the global flags and checks that the chosen format can print `kind`: what would be refused
   * after the call is refused before it. Without a kind any known format will do.
   */
  open(kind?: ResultKind): Promise<Session>
}

/** One run's settings, its client and its output. Whoever made the app closes it. */
export interface Session {
  /** The global flags, with what the environment says. */
  readonly flags: GlobalFlags
  /** Names of the global flags that were given, on the command line or by the environment. */
  readonly given: ReadonlySet<string>
  /** The endpoints as the user gave them. */
  readonly endpoints: readonly string[]
  readonly format: string
  /** The client of all endpoints; opened, and logged in, on first use. */
  client(): Promise<EtcdClient>
  /** A client of one endpoint; closed with the session. */
  clientOf(endpoint: string): Promise<EtcdClient>
  /** A client of one endpoint of another cluster, with TLS and a login of its own; closed with the session. */
  clientTo(endpoint: string, access: Access): Promise<EtcdClient>
  /** A client for each endpoint, to spread calls over all of them; closed with the session. */
  spreadClients(): Promise<readonly EtcdClient[]>
  /** A call that ends after `--command-timeout`, counted from now. */
  call(): CallOptions
  /** A call that waits as long as it takes, until `signal` ends it. */
  endlessCall(signal?: AbortSignal): CallOptions
  print<K extends ResultKind>(kind: K, result: Results[K]): Promise<void>
  /** A line for stderr. */
  remark(line: string): Promise<void>
}

/** How to get into another cluster than that of the global flags. */
export interface Access {
  readonly tls: TlsFlags
  readonly login: Login | undefined
}

/** Makes a leaf command. */
export type CommandFactory = (app: App) => Command

/** A command or a group in the tree of commands. */
export type Entry = CommandEntry<CommandFactory>
