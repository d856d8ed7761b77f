import type { V2Answer } from '../http/client.ts'
import { indexIn, type KeyResult, type Node, notOurs } from '../keys.ts'
import type { V2Release } from '../release.ts'
import { ByteOutput } from './byte-output.ts'
import { NodeDecoder, type NodeFields, type NodeFormat } from './node-decoder.ts'
import type { Token } from './token.ts'

/** The node of a large answer, without those below it. */
export class NodeResult implements NodeFormat {
  private readonly decoder = new NodeDecoder(this, new ByteOutput())
  private isBroken = false
  private action = ''
  private readonly roots: Node[] = []
  /** Which of them was asked for; another is what it was before. */
  private asked = 0

  take(bytes: Uint8Array): void {
    if (!this.isBroken) this.decode(() => this.decoder.take(bytes))
  }

  /** Throws a V2Failure for an answer that is none. */
  resultOf(answer: V2Answer, release: V2Release): KeyResult {
    if (!this.isBroken) this.decode(() => this.decoder.end())
    const node = this.roots[this.asked]
    const prevNode = this.roots[1 - this.asked]
    if (this.isBroken || node === undefined) throw notOurs(answer, release)
    return { action: this.action, node, prevNode, index: indexIn(answer) }
  }

  private decode(step: () => void): void {
    try {
      step()
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      this.isBroken = true
    }
  }

  begin(action: Token): void {
    this.action = action.text
    this.asked = this.roots.length
  }

  open(): void {}

  close(node: NodeFields, depth: number): void {
    if (depth === 0) this.roots.push(nodeFrom(node))
  }

  finish(): void {}
}

function nodeFrom({ key, value, isDirectory, createdIndex, modifiedIndex, expiration, ttl }: NodeFields): Node {
  return {
    key: key.text,
    isDirectory,
    value: value.text,
    nodes: [],
    createdIndex: BigInt(createdIndex.text),
    modifiedIndex: BigInt(modifiedIndex.text),
    expiration: expiration.text,
    ttl: BigInt(ttl.text),
  }
}
