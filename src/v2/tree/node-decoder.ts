import { utf8 } from '../../base/bytes.ts'
import type { ByteOutput } from './byte-output.ts'
import { ascii, type JsonListener, JsonScanner } from './json-scanner.ts'
import { Token } from './token.ts'

/** A node whose fields come in; numbers are decimal. */
export class NodeFields {
  readonly key = new Token()
  readonly value = new Token()
  readonly expiration = new Token()
  readonly ttl = new Token()
  readonly createdIndex = new Token()
  readonly modifiedIndex = new Token()
  isDirectory = false
  hasNodes = false
  /** How many children have been printed. */
  children = 0
  /** Its beginning is printed: key, kind and value cannot change any more. */
  isOpen = false
  isHeld = false
  /** The answer has said whether it is a directory. */
  saysKind = false

  reset(): void {
    for (const token of this.tokens) token.clear()
    this.isDirectory = false
    this.hasNodes = false
    this.children = 0
    this.isOpen = false
    this.isHeld = false
    this.saysKind = false
  }

  own(): void {
    for (const token of this.tokens) token.own()
  }

  private readonly tokens = [this.key, this.value, this.expiration, this.ttl, this.createdIndex, this.modifiedIndex]
}

/** Prints nodes as they come, parents around their children. The node that was asked for has depth 0. */
export interface NodeFormat {
  /** Comes in front of the node that was asked for. */
  begin(action: Token): void
  /** Key, kind and value are known; `parent` is undefined for depth 0. */
  open(node: NodeFields, parent: NodeFields | undefined): void
  /** All is known. */
  close(node: NodeFields, depth: number): void
  /** Nothing follows. `previous` is what the node was before, printed; undefined for none. */
  finish(previous: readonly Uint8Array[] | undefined): void
}

/** What the next value is. */
const next = {
  answer: 0,
  action: 1,
  node: 2,
  previous: 3,
  key: 4,
  value: 5,
  directory: 6,
  nodes: 7,
  created: 8,
  modified: 9,
  expiration: 10,
  ttl: 11,
  child: 12,
  other: 13,
} as const

const ofAnswer = fieldsByLength({ action: next.action, node: next.node, prevNode: next.previous })
const ofNode = fieldsByLength({
  key: next.key,
  value: next.value,
  dir: next.directory,
  nodes: next.nodes,
  createdIndex: next.created,
  modifiedIndex: next.modified,
  expiration: next.expiration,
  ttl: next.ttl,
})

const largestUnsigned = 2n ** 64n - 1n
const largestSigned = 2n ** 63n - 1n

/**
 * Decodes the answer to a request about keys piece by piece and has it printed as it comes. What a server of etcd writes in front of the
 * children of a node may stand behind them in an answer of others: then the children are set aside until it is there.
 */
export class NodeDecoder implements JsonListener {
  private readonly scanner = new JsonScanner(this)
  private readonly format: NodeFormat
  private readonly output: ByteOutput
  /** One for each depth, used again. */
  private readonly nodes: NodeFields[] = []
  private depth = -1
  private next: number = next.answer
  /** Objects and arrays around, of what is not looked at. */
  private skipped = 0
  private readonly action = new Token()
  private isPrevious = false
  private previous: readonly Uint8Array[] | undefined
  private isDone = false

  constructor(format: NodeFormat, output: ByteOutput) {
    this.format = format
    this.output = output
  }

  /** Throws a SyntaxError. */
  take(bytes: Uint8Array): void {
    this.scanner.take(bytes)
  }

  leave(): void {
    for (let depth = this.depth; depth >= 0; depth--) this.nodes[depth]?.own()
    this.action.own()
  }

  /** Throws a SyntaxError for an answer that is not whole, or without a node. */
  end(): void {
    this.scanner.end()
    if (!this.isDone) throw new SyntaxError('no node')
    this.format.finish(this.previous)
  }

  beginObject(): void {
    if (this.skipped > 0 || this.next === next.other) this.skipped++
    else if (this.next === next.child) this.beginNode()
    else if (this.next === next.node || this.next === next.previous) this.beginRoot()
    else if (this.next !== next.answer) throw wrongType()
  }

  endObject(): void {
    if (this.skipped > 0) this.skipped--
    else if (this.depth >= 0) this.endNode()
  }

  beginArray(): void {
    if (this.skipped > 0 || this.next === next.other) this.skipped++
    else if (this.next === next.nodes) this.beginChildren()
    else throw wrongType()
  }

  endArray(): void {
    if (this.skipped > 0) this.skipped--
  }

  name(bytes: Uint8Array, start: number, end: number, isEscaped: boolean): void {
    if (this.skipped > 0) return
    const fields = this.depth < 0 ? ofAnswer : ofNode
    this.next = isEscaped ? escapedField(fields, bytes, start, end) : fieldNamed(fields, bytes, start, end)
  }

  string(bytes: Uint8Array, start: number, end: number, isEscaped: boolean): void {
    if (this.skipped > 0) return
    if (this.next === next.key) this.unopened().key.set(bytes, start, end, isEscaped)
    else if (this.next === next.value) this.unopened().value.set(bytes, start, end, isEscaped)
    else if (this.next === next.expiration) this.current().expiration.set(bytes, start, end, isEscaped)
    else if (this.next === next.action) this.action.set(bytes, start, end, isEscaped)
    else if (this.next !== next.other) throw wrongType()
  }

  number(bytes: Uint8Array, start: number, end: number): void {
    if (this.skipped > 0) return
    if (this.next === next.created) setNumber(this.current().createdIndex, bytes, start, end, largestUnsigned)
    else if (this.next === next.modified) setNumber(this.current().modifiedIndex, bytes, start, end, largestUnsigned)
    else if (this.next === next.ttl) setNumber(this.current().ttl, bytes, start, end, largestSigned)
    else if (this.next !== next.other) throw wrongType()
  }

  literal(value: boolean | null): void {
    if (this.skipped > 0 || this.next === next.other) return
    if (value === null) {
      // a field that is null is left as it is
      if (this.next === next.child || this.next === next.answer) throw wrongType()
      return
    }
    if (this.next !== next.directory) throw wrongType()
    const node = this.current()
    if (node.isOpen && node.isDirectory !== value) throw tooLate()
    node.isDirectory = value
    node.saysKind = true
  }

  private current(): NodeFields {
    return this.nodes[this.depth] as NodeFields
  }

  private unopened(): NodeFields {
    const node = this.current()
    if (node.isOpen) throw tooLate()
    return node
  }

  private beginRoot(): void {
    this.isPrevious = this.next === next.previous
    if (this.isPrevious) this.output.hold()
    else if (this.isDone) throw tooLate()
    this.beginNode()
  }

  private beginNode(): void {
    this.depth++
    const known = this.nodes[this.depth]
    if (known === undefined) this.nodes[this.depth] = new NodeFields()
    else known.reset()
  }

  private beginChildren(): void {
    const node = this.current()
    if (node.hasNodes) throw tooLate()
    node.hasNodes = true
    this.next = next.child
    // the root of all keys has no key
    const isKnown = node.saysKind && (node.key.isSet || (this.depth === 0 && this.action.isSet))
    if (isKnown) this.open(node)
    else {
      node.isHeld = true
      this.output.hold()
    }
  }

  private open(node: NodeFields): void {
    if (this.depth === 0 && !this.isPrevious) this.format.begin(this.action)
    this.format.open(node, this.nodes[this.depth - 1])
    node.isOpen = true
  }

  private endNode(): void {
    const node = this.current()
    const held = node.isHeld ? this.output.release() : []
    if (!node.isOpen) this.open(node)
    if (node.isHeld) this.output.append(held)
    this.format.close(node, this.depth)
    this.depth--
    this.next = next.child
    if (this.depth < 0) this.endRoot()
  }

  private endRoot(): void {
    if (this.isPrevious) this.previous = this.output.release()
    else this.isDone = true
  }
}

type Fields = readonly (readonly (readonly [name: Uint8Array, field: number])[])[]

/** Fields by the length of their names. */
function fieldsByLength(fields: Readonly<Record<string, number>>): Fields {
  const byLength: [Uint8Array, number][][] = []
  for (const [name, field] of Object.entries(fields)) {
    const known = byLength[name.length] ?? []
    byLength[name.length] = known
    known.push([Uint8Array.from(name, (char) => char.charCodeAt(0)), field])
  }
  return byLength
}

function fieldNamed(fields: Fields, bytes: Uint8Array, start: number, end: number): number {
  const candidates = fields[end - start]
  if (candidates === undefined) return next.other
  for (const [name, field] of candidates) {
    let at = 0
    while (at < name.length && name[at] === bytes[start + at]) at++
    if (at === name.length) return field
  }
  return next.other
}

function escapedField(fields: Fields, bytes: Uint8Array, start: number, end: number): number {
  const token = new Token()
  token.set(bytes, start, end, true)
  const name = utf8(token.text)
  return fieldNamed(fields, name, 0, name.length)
}

function setNumber(token: Token, bytes: Uint8Array, start: number, end: number, largest: bigint): void {
  const isShort = end - start < 19
  const text = isShort && bytes[start] !== 45 ? '' : ascii(bytes, start, end)
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    const isSign = at === start && byte === 45 && largest === largestSigned
    if ((byte < 48 || byte > 57) && !isSign) throw wrongType()
  }
  if (text !== '' && (BigInt(text) > largest || BigInt(text) < -largest - 1n)) throw wrongType()
  token.set(bytes, start, end)
}

function wrongType(): SyntaxError {
  return new SyntaxError('a value of another kind')
}

function tooLate(): SyntaxError {
  return new SyntaxError('a field that comes too late, or twice')
}
