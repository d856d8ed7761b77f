import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'

const driver = join(import.meta.dirname, 'terminal.py')
const patienceMs = 120_000

/** Why no terminal can be made here; undefined when one can. Pass it as the `skip` of a test. */
export async function terminalProblem(): Promise<string | undefined> {
  try {
    await promisify(execFile)('python3', ['-c', 'import os, termios; os.openpty()'])
    return undefined
  } catch (error) {
    return `no pseudo-terminal: ${error instanceof Error ? error.message : error}`
  }
}

export interface TerminalOptions {
  /** All of the environment; PATH is added. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** How the program ended: by its exit code or by the number of a signal. */
export interface TerminalExit {
  readonly code: number | null
  readonly signal: number | null
}

/** Runs a program on a terminal of its own, 80 by 24; ended with the test. */
export function openTerminal(
  t: TestContext,
  [program, ...args]: readonly [string, ...string[]],
  options: TerminalOptions = {},
): Terminal {
  const env = { PATH: process.env.PATH, TERM: 'xterm', ...options.env }
  const child = spawn('python3', [driver, program, ...args], {
    env,
    cwd: options.cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const terminal = new Terminal(child)
  t.after(() => child.stdin.end())
  return terminal
}

export class Terminal {
  /** How the program ends; never rejects. */
  readonly ended: Promise<TerminalExit>
  private shown = Buffer.alloc(0)
  private seen = 0
  private readonly child: ChildProcess
  private readonly changed = new Set<() => void>()
  private readonly waitingForEcho: ((isOn: boolean) => void)[] = []

  constructor(child: ChildProcess) {
    this.child = child
    this.ended = new Promise((resolve) => {
      if (child.stdout === null) throw new Error('the driver has no output')
      createInterface({ input: child.stdout }).on('line', (line) => this.take(JSON.parse(line), resolve))
    })
  }

  /** What the terminal was sent so far, with the carriage returns it puts before newlines. */
  get bytes(): Buffer {
    return this.shown
  }

  /** All that the terminal has shown so far, with the carriage returns it puts before newlines. */
  get screen(): string {
    return this.shown.toString()
  }

  /** Waits until `text` shows up behind what was waited for before; throws when it does not. */
  async waitFor(text: string): Promise<void> {
    const deadline = Date.now() + patienceMs
    while (this.shown.indexOf(text, this.seen) < 0) {
      if (Date.now() > deadline) throw new Error(`${JSON.stringify(text)} is not on the screen:\n${this.screen}`)
      await this.change(deadline - Date.now())
    }
    this.seen = this.shown.indexOf(text, this.seen) + Buffer.byteLength(text)
  }

  /** Presses keys: `\r` is Enter, `\x03` Ctrl-C, `\x7f` Backspace. */
  type(keys: string | Uint8Array): void {
    this.order({ type: Buffer.from(keys).toString('base64') })
  }

  signal(name: NodeJS.Signals): void {
    this.order({ signal: name })
  }

  /** The person closes the window. */
  hangUp(): void {
    this.order({ hangup: true })
  }

  /** Whether the terminal shows what is typed, also after the program's end. */
  echoes(): Promise<boolean> {
    this.order({ echo: true })
    return new Promise((resolve) => this.waitingForEcho.push(resolve))
  }

  private order(order: object): void {
    this.child.stdin?.write(`${JSON.stringify(order)}\n`)
  }

  private take(event: DriverEvent, end: (exit: TerminalExit) => void): void {
    if (event.output !== undefined) this.shown = Buffer.concat([this.shown, Buffer.from(event.output, 'base64')])
    if (event.echo !== undefined) this.waitingForEcho.shift()?.(event.echo)
    if (event.exit !== undefined) end({ code: event.exit, signal: event.signal ?? null })
    for (const wake of this.changed) wake()
  }

  private change(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.changed.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, timeoutMs)
      this.changed.add(wake)
    })
  }
}

interface DriverEvent {
  readonly output?: string
  readonly echo?: boolean
  readonly exit?: number | null
  readonly signal?: number | null
}
