import { argumentBytes } from '../base/arguments.ts'
import type { Io, Output, ProcessIo, Sink } from '../base/io.ts'
import { TerminalText } from '../base/terminal-text.ts'

type Environment = Io['env']

export interface ScreenSettings {
  readonly env: Environment
  /** A terminal gets text unescaped. */
  readonly isRaw: boolean
}

/** The process as commands see it. */
export class ScreenIo implements Io {
  readonly stdout: Screen
  readonly stderr: Screen
  private readonly outer: ProcessIo

  constructor(outer: ProcessIo, isRaw: boolean) {
    this.outer = outer
    this.stdout = new Screen(outer.stdout, { env: outer.env, isRaw })
    this.stderr = new Screen(outer.stderr, { env: outer.env, isRaw })
  }

  get args(): Io['args'] {
    return this.outer.args
  }

  get env(): Environment {
    return this.outer.env
  }

  /** Made on first use. */
  get stdin(): Io['stdin'] {
    return this.outer.stdin
  }

  readonly readSecretLine: Io['readSecretLine'] = (whenHidden) => this.outer.readSecretLine(whenHidden)
  readonly interrupts: Io['interrupts'] = () => this.outer.interrupts()
  readonly cpuMs: Io['cpuMs'] = () => this.outer.cpuMs()
  readonly spawn: Io['spawn'] = (...call) => this.outer.spawn(...call)

  /** Shows the bytes of incomplete characters; never rejects. */
  async end(): Promise<void> {
    const endings = [this.stdout.end(), this.stderr.end()]
    if (endings.some((ending) => ending !== undefined)) await Promise.allSettled(endings)
  }
}

/** A stream that keeps other people's text from steering a terminal. Our own sequences go through `draw`, so that no pattern has to tell them apart. */
export class Screen implements Output {
  private readonly sink: Sink
  private readonly settings: ScreenSettings
  private text: TerminalText | undefined

  constructor(sink: Sink, settings: ScreenSettings) {
    this.sink = sink
    this.settings = settings
  }

  get isTerminal(): boolean {
    return this.sink.isTerminal
  }

  get isEscaping(): boolean {
    return this.isTerminal && !this.settings.isRaw
  }

  get hasColour(): boolean {
    return this.isTerminal && wantsColour(this.settings.env)
  }

  get isDumb(): boolean {
    return this.isTerminal && isDumb(this.settings.env)
  }

  write(chunk: Uint8Array | string): Promise<void> {
    const bytes = typeof chunk === 'string' ? argumentBytes(chunk) : chunk
    if (!this.isEscaping) return this.sink.write(bytes)
    this.text ??= new TerminalText({ isDimmed: this.hasColour })
    return this.sink.write(this.text.add(bytes))
  }

  /** As `draw`, without waiting. */
  writeNow(chunk: string): void {
    this.sink.writeNow?.(chunk)
  }

  async draw(chunk: string): Promise<void> {
    const ending = this.end()
    await Promise.all([ending, this.sink.write(chunk)])
  }

  /** Shows the bytes of an incomplete character; undefined when there is nothing to wait for. */
  end(): Promise<void> | undefined {
    const rest = this.text?.end()
    return rest === undefined || rest.length === 0 ? undefined : this.sink.write(rest)
  }
}

/** Follows https://no-color.org and https://bixense.com/clicolors. */
function wantsColour(env: Environment): boolean {
  return (env.NO_COLOR ?? '') === '' && env.CLICOLOR !== '0' && !isDumb(env)
}

function isDumb(env: Environment): boolean {
  return env.TERM === 'dumb'
}
