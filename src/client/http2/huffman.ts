import { latin1 } from '../../base/bytes.ts'
import { errorCodes } from './error-codes.ts'
import { ProtocolError } from './protocol-error.ts'

/**
 * Bits of the code of each byte, and of the end mark, in RFC 7541's table: `A` stands for 5 and so on. The codes are
 * canonical: shorter ones first, and in byte order among those of one length.
 */
const lengths =
  'ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCCCCDC' +
  'DIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQ' +
  'SRSSPRRRSRRSVVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ'

const shortest = 5
const longest = 30
const endMark = 256

interface CodeBook {
  /** Symbols in the order of their codes. */
  readonly symbols: readonly number[]
  /** For each length: the first code, and where its symbol stands. */
  readonly first: readonly number[]
  readonly at: readonly number[]
  readonly count: readonly number[]
}

let book: CodeBook | undefined

function makeBook(): CodeBook {
  const found: number[][] = []
  for (let length = 0; length <= longest; length++) found.push([])
  for (let symbol = 0; symbol <= endMark; symbol++) found[lengths.charCodeAt(symbol) - 65 + shortest]?.push(symbol)
  const book = { symbols: [] as number[], first: [] as number[], at: [] as number[], count: [] as number[] }
  let code = 0
  for (const symbols of found) {
    code *= 2
    book.first.push(code)
    book.at.push(book.symbols.length)
    book.count.push(symbols.length)
    book.symbols.push(...symbols)
    code += symbols.length
  }
  return book
}

/** Texts in the headers of every answer: making the code book for them would take a tenth of a millisecond. */
const usual = new Map([
  ['\x1d\x75\xd0\x62\x0d\x26\x3d\x4c\x4d\x65\x64', 'application/grpc'],
  ['\x9a\xca\xc8\xb2\x12\x34\xda\x8f', 'grpc-status'],
  ['\x9a\xca\xc8\xb5\x25\x42\x07\x31\x7f', 'grpc-message'],
])

/** The text, a character for each byte. Throws a ProtocolError for bytes that no encoder writes. */
export function decodeHuffman(bytes: Uint8Array): string {
  return usual.get(latin1(bytes)) ?? decodeByBook(bytes)
}

/** As decodeHuffman, for any text. */
export function decodeByBook(bytes: Uint8Array): string {
  book ??= makeBook()
  let text = ''
  let code = 0
  let length = 0
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    code = code * 2 + (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
    length++
    const offset = code - (book.first[length] ?? 0)
    if (offset >= (book.count[length] ?? 0)) continue
    const symbol = book.symbols[(book.at[length] ?? 0) + offset] ?? endMark
    if (symbol === endMark) throw new ProtocolError('the end mark within a text', errorCodes.compressionError)
    text += String.fromCharCode(symbol)
    code = 0
    length = 0
  }
  // what is left are the first bits of the end mark, which are ones
  if (length > 7 || code !== 2 ** length - 1)
    throw new ProtocolError('a text that ends within a code', errorCodes.compressionError)
  return text
}
