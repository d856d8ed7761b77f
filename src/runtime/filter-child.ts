import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ChildExit } from '../base/io.ts'
import { fileErrorText } from '../go/file-error.ts'
import { type Host, notStarted, startChild } from './run-child.ts'

/** A program that reads its standard input and writes its standard output; its errors go where ours go. */
export interface FilterChild {
  /** Hands over the input, of which the program need not read all, and resolves to all that it wrote and how it ended. */
  run(input: Iterable<string>): Promise<{ readonly output: Uint8Array; readonly exit: ChildExit }>
  /** Asks the program to end. */
  end(): void
}

/** Starts a program without arguments. Rejects with a StartError. */
export async function startFilter(command: string, host: Host = process): Promise<FilterChild> {
  const child = startChild(host, [command], { env: {}, stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(notStarted(child.spawnfile, fileErrorText(error))))
  })
  const exit = once(child, 'close')
  return {
    run: async (input) => {
      const [output, [code, signal]] = await Promise.all([all(child), exit, hand(child, input)])
      return { output, exit: { code, signal } }
    },
    end: () => void child.kill('SIGTERM'),
  }
}

async function hand(child: ChildProcess, input: Iterable<string>): Promise<void> {
  if (child.stdin !== null) await pipeline(Readable.from(input), child.stdin).catch(() => undefined)
}

async function all(child: ChildProcess): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of child.stdout ?? []) chunks.push(chunk)
  return Buffer.concat(chunks)
}
