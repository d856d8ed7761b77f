import type { Io } from './base/io.ts'
import type { Profile } from './base/release.ts'
import type { CallOptions, EtcdClient } from './client/client.ts'
import type { Login } from './client/login.ts'
import type { TlsFlags } from './client/tls/tls-flags.ts'
import { type Command, type CommandParts, commandOf, type Entry as TreeEntry } from './frame/command.ts'
import type { GlobalFlags } from './global-flags.ts'
import type { Flag, FlagValue } from './go/flags.ts'
import type { ResultKind, Results } from './render/results.ts'

/** All that a command sees of the rest. */
export interface App {
  readonly io: Io
  readonly profile: Profile
  /** The format asked for on the command line, for commands that open no session: they read no environment. */
  readonly writeOut: string
  /** The value of a flag of the command's groups; what the environment says counts once a session is being opened. */
  valueOf<Value extends FlagValue>(flag: Flag<string, Value>): Value
  /**
   * Reads the environment and the global flags. A format that cannot print `kind` is refused, after all that the original
   * refuses earlier, at the moment that `refusal` names. Without a kind any known format will do.
   * With `isOffline` nothing is read that is only about a cluster, and there is no client.
   */
  open(kind?: ResultKind, refusal?: FormatRefusal, isOffline?: boolean): Promise<Session>
}

/**
 * When a format is refused that the result cannot be printed in; the original does so after the call. `client`, for what changes
 * something: once the client is logged in. `call`: before the first call, or when the command says so. `print`, for what only
 * reads: after the call.
 */
export type FormatRefusal = 'client' | 'call' | 'print'

/** One run's settings, its client and its output. Whoever made the app closes it. */
export interface Session {
  readonly io: Io
  readonly profile: Profile
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
  /** Throws a CliError (exit code 4) when the format cannot print the kind of result that the session was opened for. */
  checkFormat(): void
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

/** A command of etcdctl. */
export function command<const Flags extends readonly Flag[]>(parts: CommandParts<App, Flags>): Command<App> {
  return commandOf(parts)
}

/** A command or a group in the tree of commands. */
export type Entry = TreeEntry<App>
