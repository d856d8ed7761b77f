import type { Io } from '../base/io.ts'
import type { Flag, FlagValue, ValuesOf } from '../go/flags.ts'
import type { OpenOptions, V2Client } from './http/client.ts'
import type { V2Mode } from './mode.ts'
import type { V2Release } from './release.ts'

/** All that a command of the v2 client sees of the run. */
export interface V2Run {
  readonly io: Io
  readonly mode: V2Mode
  readonly release: V2Release
  /** `--output`. */
  readonly output: string
  /** `--total-timeout` in nanoseconds. */
  readonly globals: ReadonlyMap<string, FlagValue>
  /** Writes to stdout; a text that holds arguments keeps their bytes. */
  print(text: string): Promise<void>
  /** The client, made on first use. */
  client(options?: OpenOptions): Promise<V2Client>
}

/** What a command takes and does. */
export interface V2Action {
  /** What stands behind the name in its usage line: ` <key>`. */
  readonly args: string
  readonly description?: string
  readonly flags: readonly Flag[]
  /** How many arguments mean something; one that begins with a dash may be the last of them. */
  readonly takes?: number
  run(run: V2Run, args: readonly string[], flags: never): unknown
}

export interface V2Command extends V2Action {
  readonly name: string
  readonly summary: string
}

export interface V2Group {
  readonly name: string
  readonly summary: string
  readonly commands: readonly V2Command[]
}

export type V2Entry = V2Command | V2Group

/** An entry of the program; what it takes and does, or the commands below it, is loaded when it is needed. */
export interface V2Row {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<V2Action | readonly V2Command[]>
}

interface ActionParts<Flags extends readonly Flag[]> extends Omit<V2Action, 'flags' | 'run'> {
  readonly flags?: Flags
  run(run: V2Run, args: readonly string[], flags: ValuesOf<Flags>): unknown
}

interface CommandParts<Flags extends readonly Flag[]> extends ActionParts<Flags> {
  readonly name: string
  readonly summary: string
}

export function v2Action<const Flags extends readonly Flag[]>(parts: ActionParts<Flags>): V2Action {
  return { ...parts, flags: parts.flags ?? [] }
}

export function v2Command<const Flags extends readonly Flag[]>({
  name,
  summary,
  ...parts
}: CommandParts<Flags>): V2Command {
  return { name, summary, ...v2Action(parts) }
}
