import { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import type { App, Session } from '../../src/app.ts'
import { CliError } from '../../src/base/errors.ts'
import type { Io, Output } from '../../src/base/io.ts'
import { parseProfile } from '../../src/base/release.ts'
import type { EtcdClient } from '../../src/client/client.ts'
import type { Command } from '../../src/frame/command.ts'
import { Screen } from '../../src/frame/screen.ts'
import { globalFlags } from '../../src/global-flags.ts'
import { valuesOf } from '../../src/go/flags.ts'
import { parseFlags } from '../../src/go/parse-flags.ts'
import { openTestClient } from '../client/open.ts'

export interface FakeAppOptions {
  readonly endpoints: readonly string[]
  readonly release?: string
  readonly interrupts?: AbortSignal
  /** Processor time taken so far; none when left out. */
  readonly cpuMs?: () => number
  readonly terminals?: readonly ('stdout' | 'stderr')[]
  /** Opens the clients of other clusters. */
  readonly clientTo?: Session['clientTo']
}

export interface FakeApp extends App {
  readonly written: { stdout: string; stderr: string }
}

/** What a command sees of the program, for commands that a test makes with settings no flag can reach. */
export function fakeApp(t: TestContext, options: FakeAppOptions): FakeApp {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr'): Output => {
    const isTerminal = options.terminals?.includes(name) ?? false
    const write = async (chunk: Uint8Array | string): Promise<void> => {
      written[name] += Buffer.from(chunk).toString()
    }
    return new Screen({ isTerminal, write }, { env: {}, isRaw: false })
  }
  const profile = parseProfile(options.release ?? '3.7')
  const io: Io = {
    args: [],
    env: {},
    stdin: Readable.from([]),
    stdout: output('stdout'),
    stderr: output('stderr'),
    readSecretLine: async () => '',
    interrupts: () => options.interrupts ?? new AbortController().signal,
    cpuMs: options.cpuMs ?? (() => 0),
    spawn: () => Promise.reject(new Error('no test expects a program to run')),
  }
  return {
    written,
    profile,
    writeOut: 'simple',
    valueOf: (flag) => flag.initial,
    open: async () => fakeSession(t, options, { io, profile }),
    io,
  }
}

function fakeSession(t: TestContext, options: FakeAppOptions, run: Pick<Session, 'io' | 'profile'>): Session {
  let main: Promise<EtcdClient> | undefined
  const client = (): Promise<EtcdClient> => {
    main ??= openTestClient(t, options.endpoints)
    return main
  }
  return {
    ...run,
    flags: valuesOf(globalFlags, new Map()),
    given: new Set(),
    endpoints: options.endpoints,
    format: 'simple',
    client,
    clientOf: (endpoint) => openTestClient(t, [endpoint]),
    clientTo: options.clientTo ?? ((endpoint) => openTestClient(t, [endpoint])),
    spreadClients: async () => [await client()],
    checkFormat: () => undefined,
    call: () => ({ deadlineMs: Date.now() + 5000 }),
    endlessCall: (signal) => ({ deadlineMs: Number.POSITIVE_INFINITY, signal }),
    print: () => Promise.reject(new Error('no test expects a result to be printed')),
    remark: (line) => run.io.stderr.write(`${line}\n`),
  }
}

/** Runs a command that a test has made; resolves to its exit code. */
export async function runCommand(
  app: App,
  command: Command<App>,
  args: readonly string[],
): Promise<{ code: number; message: string }> {
  try {
    const { positionals, values } = parseFlags(command.flags, args)
    await command.run(app, positionals, valuesOf(command.flags, values) as never, {} as never)
    return { code: 0, message: '' }
  } catch (error) {
    if (error instanceof CliError) return { code: error.exitCode, message: error.message }
    throw error
  }
}
