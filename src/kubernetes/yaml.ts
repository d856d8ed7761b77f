import { Document, parseDocument, Scalar, type SchemaOptions, stringify, type Tags, YAMLMap, YAMLSeq } from 'yaml'
import { isList, isObject, type Json, type JsonObject } from './json.ts'
import { KubernetesError } from './kubernetes-error.ts'
import { naturalOrder } from './natural-order.ts'
import { exact } from './scalars.ts'

const written = { version: '1.1', schema: 'yaml-1.1', aliasDuplicateObjects: false } as const

/** As kubectl lays it out; but a long line stays one, so that it can be found and copied. */
const layout = { indentSeq: false, lineWidth: 0, singleQuote: true } as const

/** What a terminal or another reader of YAML could take for something else, and what must not stand in it unescaped. */
const unprintable = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g

/** YAML in the order and style of `kubectl get -o yaml`, ending in a newline. It reads back as the very same value. */
export function yamlText(value: Json): string {
  if (typeof value === 'string') return textDocument(value)
  const document = new Document(null, written)
  document.contents = new Writer(document).node(value) as typeof document.contents
  return document.toString(layout).replace(unprintable, escaped)
}

/** A text by itself is indented like one in an object: its lines could be taken for the ends of documents. */
function textDocument(text: string): string {
  const isQuoted = /^(?:---|\.\.\.|%)|^\s[\s\S]*\n/.test(text)
  if (isQuoted) return `${JSON.stringify(text).replace(unprintable, escaped)}\n`
  return yamlText(new Map([['a', text]])).slice('a: '.length)
}

/** Only a text in double quotes holds such a character. */
function escaped(char: string): string {
  const code = char.charCodeAt(0).toString(16)
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
}

class Writer {
  private readonly tests: readonly RegExp[]

  constructor({ schema }: Document) {
    this.tests = schema.tags.flatMap((tag) =>
      'test' in tag && tag.default !== undefined && tag.default !== false && tag.test ? [tag.test] : [],
    )
  }

  node(value: Json): unknown {
    if (isList(value)) return this.list(value)
    if (isObject(value)) return this.map(value)
    return typeof value === 'string' ? this.text(value, false) : new Scalar(value)
  }

  private list(value: readonly Json[]): YAMLSeq {
    const list = new YAMLSeq()
    list.flow = value.length === 0
    list.items = value.map((each) => this.node(each))
    return list
  }

  private map(value: JsonObject): YAMLMap {
    const map = new YAMLMap()
    map.flow = value.size === 0
    const names = [...value.keys()].sort(naturalOrder)
    for (const name of names) map.add({ key: this.text(name, true), value: this.node(value.get(name) ?? null) })
    return map
  }

  private text(text: string, isKey: boolean): Scalar {
    const scalar = new Scalar(text)
    if (this.isDoubleQuoted(text, isKey)) scalar.type = 'QUOTE_DOUBLE'
    else if (text.includes('\n')) scalar.type = 'BLOCK_LITERAL'
    return scalar
  }

  /** What would be read as no text, and what block and single quotes cannot hold: blanks at the ends of lines are easily lost. */
  private isDoubleQuoted(text: string, isKey: boolean): boolean {
    if (text.includes('\n') && (isKey || /[ \t]\n|[ \t]$/.test(text) || !/\S/.test(text))) return true
    return text.search(unprintable) >= 0 || text.includes('\t') || this.tests.some((test) => test.test(text))
  }
}

/** The value of one document of YAML. Throws a KubernetesError for anything else, with the line where it is wrong. */
export function parseYaml(text: string): Json {
  const document = parseDocument(text, { ...read, intAsBigInt: true })
  const [error] = document.errors
  if (error !== undefined) throw new KubernetesError(`no YAML: ${error.message.split('\n')[0]}`)
  try {
    return jsonOf(document.toJS({ mapAsMap: true }))
  } catch (cause) {
    if (cause instanceof KubernetesError) throw cause
    throw new KubernetesError(`no YAML: ${cause instanceof Error ? cause.message : cause}`)
  }
}

/** As kubectl reads it: what looks like a time is text, and no number is counted in sixties. Nothing is merged by `<<`: it is a name. */
const read: SchemaOptions & { version: '1.1' } = {
  version: '1.1',
  schema: 'yaml-1.1',
  customTags: (tags: Tags) => tags.filter((tag) => typeof tag !== 'string' && !isUnread(tag)),
}

function isUnread(tag: Exclude<Tags[number], string>): boolean {
  return /:(?:timestamp|merge)$/.test(tag.tag) || ('format' in tag && tag.format === 'TIME')
}

function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return exact(value)
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return value.map(jsonOf)
  if (value instanceof Map) return new Map([...value].map(([name, of]) => [nameOf(name), jsonOf(of)]))
  throw new KubernetesError(`no value of JSON: ${stringify(value).trim()}`)
}

/** A name that is not quoted may look like a number. */
function nameOf(name: unknown): string {
  if (typeof name === 'object' && name !== null) throw new KubernetesError('a name that is no text')
  return String(name)
}
