import type { Json } from './json.ts'

const deepest = 1000
const space = /[ \t\n\r]*/y
const literal = /true|false|null/y
const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
const string = /"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

const literals: Readonly<Record<string, Json>> = { true: true, false: false, null: null }

/**
 * Reads JSON and loses nothing: whole numbers stay exact, names keep their order. Throws a SyntaxError for what is no JSON, for a name
 * that comes twice in an object, for a fraction that a number cannot hold, and for half of a surrogate pair.
 */
export function parseJson(text: string): Json {
  const reader = new Reader(text)
  const value = reader.value(0)
  reader.end()
  return value
}

class Reader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  value(depth: number): Json {
    if (depth > deepest) throw new SyntaxError('JSON is nested too deeply')
    this.take(space)
    const first = this.text[this.at]
    if (first === '{') return this.object(depth)
    if (first === '[') return this.list(depth)
    if (first === '"') return this.string()
    const word = this.take(literal)
    return word === undefined ? this.number() : (literals[word] ?? null)
  }

  end(): void {
    this.take(space)
    if (this.at < this.text.length) throw this.unexpected()
  }

  private object(depth: number): Json {
    const object = new Map<string, Json>()
    this.at++
    if (this.isNext('}')) return object
    do {
      this.take(space)
      const name = this.string()
      if (object.has(name)) throw new SyntaxError(`${JSON.stringify(name)} comes twice in an object`)
      this.expect(':')
      object.set(name, this.value(depth + 1))
    } while (this.isNext(','))
    this.expect('}')
    return object
  }

  private list(depth: number): Json {
    const list: Json[] = []
    this.at++
    if (this.isNext(']')) return list
    do list.push(this.value(depth + 1))
    while (this.isNext(','))
    this.expect(']')
    return list
  }

  private string(): string {
    const token = this.take(string)
    if (token === undefined) throw this.unexpected()
    const text = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1)
    if (/\p{Surrogate}/u.test(text)) throw new SyntaxError('half of a surrogate pair')
    return text
  }

  private number(): Json {
    const token = this.take(number)
    if (token === undefined) throw this.unexpected()
    const value = Number(token)
    if (!/[.eE]/.test(token)) return Number.isSafeInteger(value) && token !== '-0' ? value : wholeNumber(token)
    if (!Number.isFinite(value) || !isExact(token, value)) throw new SyntaxError(`${token} is no number that fits`)
    return value
  }

  private isNext(char: string): boolean {
    this.take(space)
    if (this.text[this.at] !== char) return false
    this.at++
    return true
  }

  private expect(char: string): void {
    if (!this.isNext(char)) throw this.unexpected()
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const [found] = pattern.exec(this.text) ?? []
    this.at += found?.length ?? 0
    return found
  }

  private unexpected(): SyntaxError {
    return new SyntaxError(`no JSON at character ${this.at}`)
  }
}

function wholeNumber(token: string): Json {
  return token === '-0' ? 0 : BigInt(token)
}

/** Whether the number prints as the same digits again: more of them would be lost. */
function isExact(token: string, value: number): boolean {
  return digitsOf(token) === digitsOf(value.toExponential())
}

/** The digits that count and the power of ten: `1.50` and `15e-1` have the same. */
function digitsOf(token: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(token) ?? []
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  return `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`
}
