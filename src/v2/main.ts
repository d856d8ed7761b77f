import { argumentBytes } from '../base/arguments.ts'
import { CliError, QuietExit } from '../base/errors.ts'
import type { Io, ProcessIo } from '../base/io.ts'
import { ScreenIo } from '../frame/screen.ts'
import type { FlagValue } from '../go/flags.ts'
import type { V2Command, V2Entry, V2Group, V2Run } from './command.ts'
import { loadEntry, rowNamed, rowsOf } from './commands/index.ts'
import { V2Failure } from './failure.ts'
import { globalFlags, ourFlags } from './globals.ts'
import {
  commandHelp,
  groupHelp,
  groupProgramHelp,
  groupTopic,
  helpOfHelp,
  mistakeText,
  programHelp,
  versions,
} from './help.ts'
import type { OpenOptions, V2Client } from './http/client.ts'
import type { V2Mode } from './mode.ts'
import { type ReadFlags, readFlags, TwoForms, UsageMistake } from './parse-flags.ts'
import { reordered } from './reorder.ts'

const brokenPipe = 141

/** Runs one command line of the v2 client and resolves to its exit code. Never rejects. */
export async function runV2(outer: ProcessIo, mode: V2Mode, isRaw: boolean): Promise<number> {
  const io = new ScreenIo(outer, isRaw)
  try {
    return await new V2Program(io, mode).run()
  } catch (error) {
    return await report(io, error)
  } finally {
    await io.end()
  }
}

async function report(io: Io, error: unknown): Promise<number> {
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return brokenPipe
  try {
    if (error instanceof QuietExit) return error.exitCode
    const { message, exitCode } = await told(error)
    if (error instanceof CliError) for (const line of error.remarks) await io.stderr.write(argumentBytes(`${line}\n`))
    await io.stderr.write(argumentBytes(message))
    return exitCode
  } catch {
    return brokenPipe
  }
}

async function told(error: unknown): Promise<{ message: string; exitCode: number }> {
  if (error instanceof V2Failure) {
    const start = error.isBare ? '' : 'Error:  '
    const details = error.details.map((line) => `${line}\n`).join('')
    return { message: `${start}${error.message}\n${details}`, exitCode: error.exitCode }
  }
  if (error instanceof CliError) return { message: `${error.message}\n`, exitCode: error.exitCode }
  const { errorText } = await import('../go/file-error.ts')
  return { message: `Error:  ${errorText(error)}\n`, exitCode: 1 }
}

/** What `help` shows, at the top or in a group. */
interface HelpPages {
  readonly ofHelp: string
  readonly ofAll: string
  /** Undefined for a name that is not known. */
  ofTopic(name: string): Promise<string | undefined>
}

class V2Program {
  private readonly io: Io
  private readonly mode: V2Mode

  constructor(io: Io, mode: V2Mode) {
    this.io = io
    this.mode = mode
  }

  /** The page of the whole program. */
  private readonly page = (): string =>
    programHelp(rowsOf(this.mode.release), this.mode.release, (this.io.env.ETCDCTL_API ?? '') === '')

  private async entry(name: string): Promise<V2Entry | undefined> {
    const row = rowNamed(name, this.mode)
    return row && loadEntry(row, this.mode.release)
  }

  async run(): Promise<number> {
    const flags = [...globalFlags(this.mode.release), ...ourFlags]
    const read = await this.read(flags, this.io.args, this.page, false)
    if (read === undefined) return 1
    if (read.wantsHelp || read.values.get('help') === true) return this.show(this.page())
    if (read.values.get('version') === true) {
      return this.show(`etcdctl version: ${versions[this.mode.release]}\nAPI version: 2\n`)
    }
    const [name, ...args] = read.rest
    if (name === undefined) return this.show(this.page())
    if (name === 'help' || name === 'h') return this.help(args, this.helpPages())
    const entry = await this.entry(name)
    if (entry === undefined) return this.noTopic(name)
    if ('commands' in entry) return this.runInGroup(entry, args, read.values)
    return this.runCommand(name, entry, args, read.values)
  }

  private async runInGroup(
    group: V2Group,
    words: readonly string[],
    globals: ReadonlyMap<string, FlagValue>,
  ): Promise<number> {
    const page = (): string => groupHelp(group)
    const read = await this.read([], words, page, false)
    if (read === undefined) return 1
    const [name, ...args] = read.rest
    if (read.wantsHelp || name === undefined) return this.show(page())
    if (name === 'help' || name === 'h') return this.help(args, this.groupHelpPages(group))
    const command = group.commands.find((known) => known.name === name)
    if (command === undefined) return this.noTopic(name)
    return this.runCommand(`${group.name} ${name}`, command, args, globals)
  }

  private async runCommand(
    path: string,
    command: V2Command,
    words: readonly string[],
    globals: ReadonlyMap<string, FlagValue>,
  ): Promise<number> {
    const page = (): string => commandHelp(path, command)
    const read = await this.read(command.flags, reordered(command, words, this.mode), page, true)
    if (read === undefined) return 1
    if (read.wantsHelp) return this.show(page())
    const run = new CommandRun(this.io, this.mode, globals)
    const { valuesOf } = await import('../go/flags.ts')
    try {
      await command.run(run, read.rest, valuesOf(command.flags, read.values) as never)
      return 0
    } finally {
      await run.close()
    }
  }

  /** Undefined for a mistake, which has been shown. */
  private async read(
    flags: V2Command['flags'],
    words: readonly string[],
    page: () => string,
    isInCommand: boolean,
  ): Promise<ReadFlags | undefined> {
    try {
      return readFlags(flags, words)
    } catch (error) {
      if (!(error instanceof UsageMistake)) throw error
      const place = { mode: this.mode, page: page(), isInCommand }
      const text =
        error instanceof TwoForms
          ? `${error.message}\n${isInCommand ? '\n' : ''}${place.page}`
          : mistakeText(error.message, place)
      await this.io.stdout.write(argumentBytes(text))
      await this.io.stderr.write(argumentBytes(`${error.message}\n`))
      return undefined
    }
  }

  /** `help` is a command like the others, without flags. */
  private async help(words: readonly string[], { ofHelp, ofAll, ofTopic }: HelpPages): Promise<number> {
    const line = reordered({ flags: [], takes: Infinity }, words, this.mode)
    const read = await this.read([], line, () => ofHelp, true)
    if (read === undefined) return 1
    const [name] = read.rest
    if (read.wantsHelp || name === 'help' || name === 'h') return this.show(ofHelp)
    if (name === undefined) return this.show(ofAll)
    const page = await ofTopic(name)
    return page === undefined ? this.noTopic(name) : this.show(page)
  }

  private helpPages(): HelpPages {
    const ofTopic = async (name: string): Promise<string | undefined> => {
      const entry = await this.entry(name)
      return entry && ('commands' in entry ? groupTopic(entry) : commandHelp(name, entry))
    }
    return { ofHelp: helpOfHelp(), ofAll: this.page(), ofTopic }
  }

  private groupHelpPages(group: V2Group): HelpPages {
    const ofTopic = async (name: string): Promise<string | undefined> => {
      const command = group.commands.find((known) => known.name === name)
      return command && commandHelp(`${group.name} ${name}`, command)
    }
    return { ofHelp: helpOfHelp(group), ofAll: groupProgramHelp(group, this.mode.release), ofTopic }
  }

  private async show(page: string): Promise<number> {
    await this.io.stdout.write(page)
    return 0
  }

  private async noTopic(name: string): Promise<number> {
    await this.io.stderr.write(argumentBytes(`No help topic for '${name}'\n`))
    return 3
  }
}

class CommandRun implements V2Run {
  readonly io: Io
  readonly mode: V2Mode
  readonly release: V2Run['release']
  readonly output: string
  readonly globals: ReadonlyMap<string, FlagValue>
  private opened: Promise<V2Client> | undefined

  constructor(io: Io, mode: V2Mode, globals: ReadonlyMap<string, FlagValue>) {
    this.io = io
    this.mode = mode
    this.release = mode.release
    this.output = String(globals.get('output'))
    this.globals = globals
  }

  print(text: string): Promise<void> {
    return this.io.stdout.write(argumentBytes(text))
  }

  client({ sync = false, listsTwice = false }: OpenOptions = {}): Promise<V2Client> {
    this.opened ??= this.open({ sync, listsTwice })
    return this.opened
  }

  private async open(options: OpenOptions): Promise<V2Client> {
    const [{ openV2Client }, { settingsFrom }] = await Promise.all([
      import('./http/client.ts'),
      import('./settings.ts'),
    ])
    return openV2Client(settingsFrom(this), options)
  }

  async close(): Promise<void> {
    const client = await this.opened?.catch(() => undefined)
    client?.close()
  }
}
