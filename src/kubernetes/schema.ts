import { kinds, messages } from './table.ts'

/**
 * How a value is stored and printed. `s` text, `i` int32, `l` int64, `b` boolean, `y` bytes; messages with a JSON of their own: `t` time,
 * `u` time with microseconds, `d` duration, `q` quantity, `x` whole number or text, `r` any object as JSON, `f` fields as JSON.
 */
export type ScalarType = 's' | 'i' | 'l' | 'b' | 'y' | 't' | 'u' | 'd' | 'q' | 'x' | 'r' | 'f'

export interface Field {
  readonly number: number
  /** Empty for a field whose own fields stand among those of its message. */
  readonly jsonName: string
  readonly omit: '!' | '?' | '~'
  readonly shape: '' | '*' | '[]' | '{}'
  readonly type: FieldType
}

/** `list`: a message that holds only a list, which is its JSON. */
export type FieldType = { readonly scalar: ScalarType } | { readonly message: string } | { readonly list: ListElement }
type ListElement = { readonly scalar: ScalarType } | { readonly message: string }

export interface Message {
  readonly name: string
  /** In number order. */
  readonly fields: readonly Field[]
  readonly byNumber: ReadonlyMap<number, Field>
}

const parsed = new Map<string, Message>()
let lines: ReadonlyMap<string, string> | undefined
let kindLines: ReadonlyMap<string, string> | undefined

/** The message of a kind; undefined for one that the table does not have. */
export function messageOfKind(apiVersion: string, kind: string): Message | undefined {
  kindLines ??= linesByName(kinds)
  const words = kindLines.get(apiVersion)?.split(' ') ?? []
  const word = words.slice(1).find((each) => each === kind || each.startsWith(`${kind}=`))
  return word === undefined ? undefined : messageNamed(word.slice(word.indexOf('=') + 1))
}

/** All kinds of the table, as apiVersion and kind. */
export function allKinds(): (readonly [apiVersion: string, kind: string])[] {
  return [...linesByName(kinds).values()].flatMap((line) => {
    const [apiVersion = '', ...words] = line.split(' ')
    return words.map((word) => [apiVersion, word.replace(/=.*/, '')] as const)
  })
}

/** Throws for a name that the table does not have: the table would be broken. */
export function messageNamed(name: string): Message {
  const known = parsed.get(name)
  if (known !== undefined) return known
  lines ??= linesByName(messages)
  const line = lines.get(name)
  if (line === undefined) throw new Error(`no message ${name} in the table of Kubernetes`)
  const fields = line.split(' ').slice(1).map(parseField)
  const message = { name, fields, byNumber: new Map(fields.map((field) => [field.number, field])) }
  parsed.set(name, message)
  return message
}

function linesByName(text: string): ReadonlyMap<string, string> {
  return new Map(text.split('\n').map((line) => [line.split(' ', 1)[0] ?? '', line]))
}

function parseField(text: string): Field {
  const [, number = '', jsonName = '', omit = '', shape = '', list, name = ''] =
    /^(\d+)([^!?~]*)([!?~])(\*|\[\]|\{\}|)(=?)(.+)$/.exec(text) ?? []
  const element = /^[a-z]$/.test(name) ? { scalar: name as ScalarType } : { message: name }
  return {
    number: Number(number),
    jsonName,
    omit: omit as Field['omit'],
    shape: shape as Field['shape'],
    type: list === '=' ? { list: element } : element,
  }
}
