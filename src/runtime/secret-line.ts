import type { Readable } from 'node:stream'
import { decodeEscaping } from '../base/arguments.ts'
import { QuietExit } from '../base/errors.ts'
import type { Stdin } from '../base/stdin.ts'

/** The process whose terminal it is: tells of signals, and is suspended by Ctrl-Z. */
export type PromptProcess = Pick<NodeJS.Process, 'on' | 'off' | 'kill'>

export interface SecretLineOptions {
  /** Called once nothing of what is typed is shown any more: the moment to write the prompt. */
  readonly whenHidden?: (() => Promise<void>) | undefined
  readonly host?: PromptProcess | undefined
}

/**
 * Reads one line; on a terminal nothing of it is shown. What follows the line stays in the stream; the end of input, and
 * of a terminal that hangs up, ends the line too. Bytes that are not UTF-8 are lone surrogates (see arguments.ts). Throws a PromptInterrupted on Ctrl-C and on signals that end programs,
 * with the terminal as it was before.
 */
export async function readSecretLine(stdin: Readable, options: SecretLineOptions = {}): Promise<string> {
  if (isTerminal(stdin)) return readHidden(stdin, options)
  const line = new PlainLine()
  await fill(line, stdin, options)
  return line.text().replace(/\r$/, '')
}

/** Ctrl-C at the prompt: the run ends with exit code 255, as the original's does. */
export class PromptInterrupted extends QuietExit {
  constructor() {
    super(255)
  }
}

type Terminal = Required<Stdin>

function isTerminal(stdin: Readable): stdin is Terminal {
  return 'isTTY' in stdin && stdin.isTTY === true
}

async function readHidden(stdin: Terminal, options: SecretLineOptions): Promise<string> {
  const line = new TypedLine(() => suspend(stdin, options.host))
  // a terminal that has hung up refuses a change of its mode; reading from it then says the same
  stdin.on('error', ignore)
  stdin.setRawMode(true)
  try {
    await fill(line, stdin, options)
    return line.text()
  } finally {
    stdin.setRawMode(false)
    stdin.off('error', ignore)
  }
}

function ignore(): void {}

/** Returns when the process is continued; the whole job stops, as it does when the terminal handles Ctrl-Z. */
function suspend(stdin: Terminal, host: PromptProcess | undefined): void {
  stdin.setRawMode(false)
  host?.kill(0, 'SIGTSTP')
  stdin.setRawMode(true)
}

interface Line {
  /** Adds bytes up to the end of the line; returns how many it took when the line is complete. */
  add(chunk: Uint8Array): number | undefined
}

const endings = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const

/** Prompts and reads until the line is complete; signals are listened to from before the prompt. */
function fill(line: Line, stdin: Readable, { whenHidden, host }: SecretLineOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let isOpen = true
    const settle = (finish: () => void): void => {
      isOpen = false
      stdin.off('data', take).off('end', end).off('close', end).off('error', fail)
      for (const signal of endings) host?.off(signal, interrupt)
      stdin.pause()
      finish()
    }
    const take = (chunk: Buffer): void => {
      try {
        const taken = line.add(chunk)
        if (taken === undefined) return
        settle(resolve)
        if (taken < chunk.length) stdin.unshift(chunk.subarray(taken))
      } catch (error) {
        fail(error)
      }
    }
    const end = (): void => settle(resolve)
    const fail = (error: unknown): void => settle(() => reject(error))
    const interrupt = (): void => fail(new PromptInterrupted())
    const listen = (): void => {
      if (!isOpen) return
      if (stdin.readableEnded || stdin.destroyed) end()
      else stdin.on('data', take).on('end', end).on('close', end).on('error', fail).resume()
    }
    for (const signal of endings) host?.on(signal, interrupt)
    Promise.resolve(whenHidden?.()).then(listen).catch(fail)
  })
}

const keys = {
  interrupt: 3,
  endOfInput: 4,
  backspace: 8,
  newline: 10,
  enter: 13,
  eraseLine: 21,
  eraseWord: 23,
  suspend: 26,
  quit: 28,
  space: 32,
  delete: 127,
} as const

class PlainLine implements Line {
  private readonly parts: Uint8Array[] = []

  add(chunk: Uint8Array): number | undefined {
    const end = chunk.indexOf(keys.newline)
    this.parts.push(end < 0 ? chunk : chunk.subarray(0, end))
    return end < 0 ? undefined : end + 1
  }

  text(): string {
    return decodeEscaping(Buffer.concat(this.parts))
  }
}

/** A line as it is typed, with the keys that a terminal handles by itself when it is not in raw mode. */
class TypedLine implements Line {
  private readonly typed: number[] = []
  private readonly suspend: () => void

  constructor(suspend: () => void) {
    this.suspend = suspend
  }

  add(chunk: Uint8Array): number | undefined {
    for (const [index, key] of chunk.entries()) {
      if (key === keys.newline || key === keys.enter || key === keys.endOfInput) return index + 1
      this.press(key)
    }
    return undefined
  }

  text(): string {
    return decodeEscaping(Uint8Array.from(this.typed))
  }

  private press(key: number): void {
    if (key === keys.interrupt || key === keys.quit) throw new PromptInterrupted()
    if (key === keys.suspend) this.suspend()
    else if (key === keys.backspace || key === keys.delete) this.eraseCharacter()
    else if (key === keys.eraseWord) this.eraseWord()
    else if (key === keys.eraseLine) this.typed.length = 0
    else this.typed.push(key)
  }

  /** A character of several UTF-8 bytes goes as a whole. */
  private eraseCharacter(): void {
    let last = this.typed.pop()
    while (last !== undefined && (last & 0xc0) === 0x80) last = this.typed.pop()
  }

  private eraseWord(): void {
    while (this.typed.at(-1) === keys.space) this.typed.pop()
    while (this.typed.length > 0 && this.typed.at(-1) !== keys.space) this.typed.pop()
  }
}
