import type { Readable } from 'node:stream'
import type { ReadStream } from 'node:tty'
import { QuietExit } from './errors.ts'

const newline = 10
const interrupt = 3
const endOfInput = 4
const backspaces = new Set([8, 127])

/** Reads one line; on a terminal nothing of it is shown. What follows the line stays in the stream. */
export async function readSecretLine(stdin: Readable): Promise<string> {
  if (!isTerminal(stdin)) return (await readLine(stdin)).toString('utf8').replace(/\r$/, '')
  stdin.setRawMode(true)
  try {
    return (await readTyped(stdin)).toString('utf8')
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
  }
}

/** Ctrl-C at the prompt: the run ends with exit code 255, as the original's does. */
export class PromptInterrupted extends QuietExit {
  constructor() {
    super(255)
  }
}

function isTerminal(stdin: Readable): stdin is ReadStream {
  return 'isTTY' in stdin && stdin.isTTY === true
}

function readLine(stdin: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const settle = (): void => {
      stdin.off('readable', readable).off('end', settle).off('error', reject)
      resolve(Buffer.concat(parts))
    }
    const readable = (): void => {
      for (let chunk = stdin.read() as Buffer | null; chunk !== null; chunk = stdin.read() as Buffer | null) {
        const end = chunk.indexOf(newline)
        parts.push(end < 0 ? chunk : chunk.subarray(0, end))
        if (end < 0) continue
        stdin.unshift(chunk.subarray(end + 1))
        settle()
        return
      }
    }
    stdin.on('readable', readable).once('end', settle).once('error', reject)
  })
}

function readTyped(stdin: ReadStream): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const typed: number[] = []
    const take = (chunk: Buffer): void => {
      const end = typeKeys(typed, chunk)
      if (end === undefined) return
      stdin.off('data', take)
      if (end === interrupt) reject(new PromptInterrupted())
      else resolve(Buffer.from(typed))
    }
    stdin.on('data', take)
    stdin.resume()
  })
}

const lineEnds = new Set([newline, 13, endOfInput, interrupt])

/** Adds the keys to what was typed; returns the key that ends the line, if there is one. */
function typeKeys(typed: number[], keys: Uint8Array): number | undefined {
  for (const key of keys) {
    if (lineEnds.has(key)) return key
    if (backspaces.has(key)) eraseCharacter(typed)
    else typed.push(key)
  }
  return undefined
}

/** A character of several UTF-8 bytes goes as a whole. */
function eraseCharacter(typed: number[]): void {
  let last = typed.pop()
  while (last !== undefined && (last & 0xc0) === 0x80) last = typed.pop()
}
