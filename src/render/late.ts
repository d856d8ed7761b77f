import type { Chunk, Render } from './results.ts'

/** A format that is loaded when a result is printed in it. */
export function late<Result>(load: () => Promise<Render<Result>>): Render<Result> {
  return async function* (result, options): AsyncGenerator<Chunk> {
    const render = await load()
    yield* render(result, options)
  }
}
