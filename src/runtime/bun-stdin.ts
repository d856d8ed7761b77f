import type { Stdin } from '../base/stdin.ts'
import type { BunRuntime } from './bun-runtime.ts'

/**
 * Standard input under Bun. Its own `process.stdin` can lose the end of input when it is paused and resumed (seen in 1.4.5),
 * so the bytes come from its web stream, which is only ever asked for more.
 */
export function bunStdin(bun: BunRuntime): Stdin {
  // loaded here, as most commands read no input
  const { Readable } = process.getBuiltinModule('node:stream')
  const chunks = pull(bun)
  const stdin: Stdin = new Readable({
    read: () => {
      chunks.next().then(
        ({ value }) => stdin.push(value ?? null),
        (error: unknown) => stdin.destroy(error instanceof Error ? error : new Error(String(error))),
      )
    },
  })
  if (!process.stdin.isTTY) return stdin
  return Object.assign(stdin, { isTTY: true, setRawMode: (isRaw: boolean) => process.stdin.setRawMode(isRaw) })
}

async function* pull(bun: BunRuntime): AsyncGenerator<Uint8Array, undefined, undefined> {
  const reader = bun.stdin.stream().getReader()
  for (;;) {
    const { value } = await reader.read()
    if (value === undefined) return undefined
    yield Buffer.from(value.buffer, value.byteOffset, value.length)
  }
}
