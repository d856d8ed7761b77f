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

/** The text, a character for each byte. Throws a ProtocolError for what no encoder writes. */
export function decodeHuffman(bytes: Uint8Array): string {
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
    if (symbol === endMark) throw new ProtocolError('the end mark within a text')
    text += String.fromCharCode(symbol)
    code = 0
    length = 0
  }
  // what is left are the first bits of the end mark, which are ones
  if (length > 7 || code !== 2 ** length - 1) throw new ProtocolError('a text that ends within a code')
  return text
}
