import { utf8 } from '../../base/bytes.ts'
import { jsonText } from '../json-text.ts'
import type { V2Release } from '../release.ts'
import type { ByteOutput } from './byte-output.ts'
import type { NodeFields, NodeFormat } from './node-decoder.ts'
import type { Token } from './token.ts'

const backslash = 92
const slash = 47
const [zero, two, three, six] = [48, 50, 51, 54]
const [letterB, letterC, letterE, letterF, letterU] = [98, 99, 101, 102, 117]

/** Bytes that stand for themselves in a JSON string of Go: ASCII but for quotes, `<`, `>`, `&` and what steers. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte < 0x80 && !'"\\<>&'.includes(String.fromCharCode(byte))),
)

/** One line of JSON in the original's own order of fields, not the server's. */
export class NodeJson implements NodeFormat {
  private readonly output: ByteOutput
  private readonly release: V2Release

  constructor(output: ByteOutput, release: V2Release) {
    this.output = output
    this.release = release
  }

  begin(action: Token): void {
    this.output.text('{"action":')
    this.putString(action)
    this.output.text(',"node":')
  }

  open(node: NodeFields, parent: NodeFields | undefined): void {
    const { output } = this
    if (parent !== undefined) {
      if (parent.children > 0) output.text(',')
      parent.children++
    }
    output.text('{"key":')
    this.putString(node.key)
    output.text(node.isDirectory ? ',"dir":true,"value":' : ',"value":')
    this.putString(node.value)
    output.text(',"nodes":')
    if (node.hasNodes) output.text('[')
  }

  close({ hasNodes, createdIndex, modifiedIndex, expiration, ttl }: NodeFields): void {
    const { output } = this
    output.text(hasNodes ? '],"createdIndex":' : 'null,"createdIndex":')
    this.putNumber(createdIndex)
    output.text(',"modifiedIndex":')
    this.putNumber(modifiedIndex)
    if (!expiration.isEmpty) {
      output.text(',"expiration":')
      this.putString(expiration)
    }
    if (!isZero(ttl)) {
      output.text(',"ttl":')
      this.putNumber(ttl)
    }
    output.text('}')
  }

  finish(previous: readonly Uint8Array[] | undefined): void {
    this.output.text(',"prevNode":')
    if (previous === undefined) this.output.text('null')
    else this.output.append(previous)
    this.output.text('}\n')
  }

  private putString(token: Token): void {
    const { output } = this
    if (isAsItIs(token)) {
      output.text('"')
      output.put(token.bytes, token.start, token.end)
      output.text('"')
      return
    }
    const bytes = utf8(jsonText(token.text, this.release))
    output.put(bytes, 0, bytes.length)
  }

  private putNumber({ bytes, start, end }: Token): void {
    if (start === end) this.output.text('0')
    else this.output.put(bytes, start, end)
  }
}

/** The bytes are those that the original writes, as nearly all that a server sends are. */
function isAsItIs({ bytes, start, end }: Token): boolean {
  for (let at = start; at < end; ) {
    const length = isPlain[bytes[at] as number] === 1 ? 1 : ownEscape(bytes, at)
    if (length === 0) return false
    at += length
  }
  return true
}

/** How long an escape is that the original writes too; 0 for all else. */
function ownEscape(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== backslash) return 0
  // the short forms of these are not those of every release
  const next = bytes[at + 1]
  if (next !== letterU) return next === slash || next === letterB || next === letterF ? 0 : 2
  if (bytes[at + 2] !== zero || bytes[at + 3] !== zero) return 0
  const isAngle = bytes[at + 4] === three && (bytes[at + 5] === letterC || bytes[at + 5] === letterE)
  const isAmpersand = bytes[at + 4] === two && bytes[at + 5] === six
  return isAngle || isAmpersand ? 6 : 0
}

function isZero({ bytes, start, end }: Token): boolean {
  for (let at = start; at < end; at++) {
    const digit = bytes[at]
    if (digit !== 48 && digit !== 45) return false
  }
  return true
}
