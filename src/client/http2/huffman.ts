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
  const symbols: number[] = []
  const [first, at, count] = [[0], [0], [0]] as [number[], number[], number[]]
  let code = 0
  for (let length = 1; length <= longest; length++) {
    code *= 2
    first.push(code)
    at.push(symbols.length)
    for (let symbol = 0; symbol <= endMark; symbol++) {
      if (lengths.charCodeAt(symbol) - 65 + shortest === length) symbols.push(symbol)
    }
    const found = symbols.length - (at[length] ?? 0)
    count.push(found)
    code += found
  }
  return { symbols, first, at, count }
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
