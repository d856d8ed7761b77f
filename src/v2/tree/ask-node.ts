import { joinBytes } from '../../base/bytes.ts'
import type { V2Run } from '../command.ts'
import type { V2Request } from '../http/client.ts'
import type { BodyTaker } from '../http/response-reader.ts'
import { type KeyResult, readKeyResult } from '../keys.ts'

/** An answer of this size is read whole. */
const smallBytes = 1024 * 1024

/**
 * Asks for a node; of what is below it nothing is kept of a large answer. Throws a V2Failure (exit code 4).
 */
export async function askNode(run: V2Run, request: V2Request): Promise<KeyResult> {
  const client = await run.client({ sync: true })
  let body = new NodeBody()
  const answer = await client.send({
    ...request,
    takeBody: (status) => {
      if (status !== 200 && status !== 201) return undefined
      body = new NodeBody()
      return body.take
    },
  })
  const large = await body.large
  if (large !== undefined) return large.resultOf(answer, run.release)
  return readKeyResult({ ...answer, body: answer.body.length > 0 ? answer.body : joinBytes(body.pieces) }, run.release)
}

type NodeResult = import('./node-result.ts').NodeResult

class NodeBody {
  pieces: Uint8Array[] = []
  /** Reads an answer that is too large to be kept. */
  large: Promise<NodeResult> | undefined
  private length = 0

  readonly take: BodyTaker = (bytes) => {
    this.length += bytes.length
    if (this.length <= smallBytes) {
      this.pieces.push(bytes)
      return undefined
    }
    this.large ??= this.open()
    return this.large.then((result) => result.take(bytes))
  }

  private async open(): Promise<NodeResult> {
    const { NodeResult } = await import('./node-result.ts')
    const result = new NodeResult()
    for (const piece of this.pieces) result.take(piece)
    this.pieces = []
    return result
  }
}
