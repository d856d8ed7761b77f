import { utf8 } from '../../base/bytes.ts'
import type { ByteOutput } from './byte-output.ts'
import type { NodeFields, NodeFormat } from './node-decoder.ts'
import type { Token } from './token.ts'

const newline = 10
const slash = 47

/** The keys of all nodes, one a line, each in front of those below it; of a directory that was asked for only what is in it. */
export class NodeList implements NodeFormat {
  private readonly output: ByteOutput
  private readonly marksDirectories: boolean

  constructor(output: ByteOutput, marksDirectories: boolean) {
    this.output = output
    this.marksDirectories = marksDirectories
  }

  begin(): void {}

  open(node: NodeFields, parent: NodeFields | undefined): void {
    if (parent === undefined && node.isDirectory) return
    putText(this.output, node.key)
    if (parent !== undefined && node.isDirectory && this.marksDirectories) this.output.byte(slash)
    this.output.byte(newline)
  }

  close(): void {}

  finish(): void {}
}

function putText(output: ByteOutput, token: Token): void {
  if (!token.isEscaped) output.put(token.bytes, token.start, token.end)
  else {
    const bytes = utf8(token.text)
    output.put(bytes, 0, bytes.length)
  }
}
