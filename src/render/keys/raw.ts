import { CliError, exitCodes } from '../../base/errors.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import type { Chunk, RangeResult } from '../results.ts'

const nul = Uint8Array.of(0)

/** The bytes of the value and nothing else; a NUL behind each where several are to be told apart. Throws a CliError for several else. */
export async function* rawValues(result: RangeResult): AsyncGenerator<Chunk, void> {
  const { endsInNul = false, isKeysOnly = false, isCount = false } = result
  const bytesOf = ({ key, value }: KeyValue) => (isKeysOnly ? key : value)
  let first: Uint8Array | undefined
  let count = 0n
  for await (const page of result.pages) {
    for (const kv of page.kvs) {
      if (endsInNul) yield* [bytesOf(kv), nul]
      else if (first !== undefined) throw severalValues()
      // it goes out once there is no other
      else first = bytesOf(kv).slice()
    }
    count = page.count
  }
  if (first !== undefined) yield first
  if (isCount) yield String(count)
}

function severalValues(): CliError {
  const message = '-w raw prints one value, and there are several: -0 ends each of them with a NUL'
  return new CliError(message, exitCodes.badArguments)
}
