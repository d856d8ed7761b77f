import { joinBytes } from '../../base/bytes.ts'
import { quote } from '../../go/quote.ts'
import { ChunkedBody } from './chunked-body.ts'
import { type ResponseHead, readHeader, readStatusLine } from './response-head.ts'

/** A response that Go's net/http would not take, in its words. */
export class ResponseProblem extends Error {}

const broken = 'net/http: HTTP/1.x transport connection broken'
/** Bytes; Go's limit. */
const longestHead = 10 * 1024 * 1024
const newline = 10

type Framing = 'none' | 'sized' | 'chunked' | 'open'

/** Takes the pieces of a body as they come; what it returns is waited for before more of them are read. */
export type BodyTaker = (bytes: Uint8Array) => Promise<void> | undefined

/**
 * Reads one response of HTTP/1 piece by piece, and tells when its head is there; who is told may take the body, which is kept
 * otherwise. The bytes it takes must not change any more.
 */
export class ResponseReader {
  head: ResponseHead | undefined
  /** Bytes came behind the response, or it ends with the connection: no other can follow. */
  isLast = false
  isDone = false
  private waiting: Promise<void> | undefined
  private readonly onHead: (head: ResponseHead) => BodyTaker | undefined
  private taker: BodyTaker | undefined
  private unread: Uint8Array = new Uint8Array()
  private firstLine: string | undefined
  private framing: Framing = 'open'
  private readonly parts: Uint8Array[] = []
  private missing = 0
  private readonly chunked = new ChunkedBody((bytes) => this.add(bytes))

  constructor(onHead: (head: ResponseHead) => BodyTaker | undefined) {
    this.onHead = onHead
  }

  get body(): Uint8Array {
    const [only] = this.parts
    return this.parts.length === 1 && only !== undefined ? only : joinBytes(this.parts)
  }

  /** Throws a ResponseProblem. */
  take(bytes: Uint8Array): void {
    if (this.isDone) this.isLast = true
    else if (this.head === undefined) this.takeHead(this.unread.length === 0 ? bytes : joinBytes([this.unread, bytes]))
    else this.takeBody(bytes)
  }

  /** What whoever takes the body wants to be waited for since the last call; undefined for nothing. */
  takeWaiting(): Promise<void> | undefined {
    const { waiting } = this
    this.waiting = undefined
    return waiting
  }

  /** The connection has ended. Throws a ResponseProblem for a response that is not whole. */
  end(): void {
    this.isLast = true
    if (this.head !== undefined && this.framing === 'open') this.isDone = true
    if (this.isDone) return
    if (this.head !== undefined) throw new ResponseProblem('unexpected EOF')
    if (this.unread.length === 0) throw new ResponseProblem('EOF')
    this.endHead()
  }

  private endHead(): void {
    const lines = latin1(this.unread).split(/\r?\n/)
    parsed(() => {
      readStatusLine(lines[0] ?? '')
      readHeader(lines.slice(1).filter((line) => line !== ''))
    })
    throw new ResponseProblem(`${broken}: unexpected EOF`)
  }

  private takeHead(bytes: Uint8Array): void {
    this.unread = bytes
    if (bytes.length > longestHead) {
      throw new ResponseProblem(`net/http: server response headers exceeded ${longestHead} bytes; aborted`)
    }
    if (this.firstLine === undefined) {
      const end = bytes.indexOf(newline)
      if (end < 0) return
      const line = latin1(bytes.subarray(0, end)).replace(/\r$/, '')
      parsed(() => readStatusLine(line))
      this.firstLine = line
    }
    const end = endOfHead(bytes)
    if (end < 0) return
    const [line = '', ...fields] = latin1(bytes.subarray(0, end)).split(/\r?\n/)
    const rest = bytes.subarray(end)
    this.unread = new Uint8Array()
    this.firstLine = undefined
    const head = parsed(() => ({ ...readStatusLine(line), fields: readHeader(fields.filter((field) => field !== '')) }))
    // an answer in advance; the real one follows
    if (head.status < 200 && head.status !== 101) {
      if (rest.length > 0) this.takeHead(rest)
      return
    }
    this.begin(head)
    if (rest.length > 0) this.take(rest)
  }

  private begin(head: ResponseHead): void {
    this.framing = this.framingOf(head)
    this.head = head
    if (head.isOld || /\bclose\b/i.test(head.fields.get('connection')?.[0] ?? '')) this.isLast = true
    this.taker = this.onHead(head)
    if (this.framing === 'none' || (this.framing === 'sized' && this.missing === 0)) this.isDone = true
  }

  private framingOf({ status, fields, isOld }: ResponseHead): Framing {
    const encodings = isOld ? [] : (fields.get('transfer-encoding') ?? [])
    const lengths = [...new Set((fields.get('content-length') ?? []).map((text) => text.trim()))]
    if (encodings.length > 1) throw problem(`too many transfer encodings: ${list(encodings)}`)
    const [encoding] = encodings
    if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') {
      throw problem(`unsupported transfer encoding: ${quote(encoding)}`)
    }
    if (lengths.length > 1 && encoding === undefined) {
      const given = fields.get('content-length') ?? []
      throw problem(`http: message cannot contain multiple Content-Length headers; got ${list(given)}`)
    }
    if (status === 204 || status === 304) return 'none'
    if (encoding !== undefined) return 'chunked'
    const [length] = lengths
    if (length === undefined) return 'open'
    if (!/^\d{1,15}$/.test(length)) throw problem(`bad Content-Length ${quote(length)}`)
    this.missing = Number(length)
    return 'sized'
  }

  private takeBody(bytes: Uint8Array): void {
    if (this.framing === 'chunked') this.takeChunked(bytes)
    else if (this.framing === 'sized') this.takeSized(bytes)
    else this.add(bytes)
  }

  private add(bytes: Uint8Array): void {
    if (this.taker === undefined) {
      this.parts.push(bytes)
      return
    }
    const { waiting } = this
    const more = this.taker(bytes)
    if (more !== undefined) this.waiting = waiting === undefined ? more : Promise.all([waiting, more]).then(() => {})
  }

  private takeSized(bytes: Uint8Array): void {
    const own = bytes.subarray(0, this.missing)
    this.add(own)
    this.missing -= own.length
    if (own.length < bytes.length) this.isLast = true
    if (this.missing === 0) this.isDone = true
  }

  private takeChunked(bytes: Uint8Array): void {
    const fault = this.chunked.take(bytes)
    if (fault !== undefined) throw new ResponseProblem(fault)
    if (this.chunked.hasMore) this.isLast = true
    this.isDone = this.chunked.isDone
  }
}

/** Where the body begins; -1 for a head that is not whole. */
function endOfHead(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) {
    if (bytes[at + 1] === newline) return at + 2
    if (bytes[at + 1] === 13 && bytes[at + 2] === newline) return at + 3
  }
  return -1
}

function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw error instanceof Error ? problem(error.message) : error
  }
}

function problem(text: string): ResponseProblem {
  return new ResponseProblem(`${broken}: ${text}`)
}

function list(texts: readonly string[]): string {
  return `[${texts.map((text) => quote(text)).join(' ')}]`
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
