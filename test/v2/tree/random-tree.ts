import type { Random } from './random.ts'

/** A node as the test knows it. */
export interface Tree {
  readonly key: string
  readonly isDirectory: boolean
  readonly value: string
  readonly children: readonly Tree[]
  readonly created: bigint
  readonly modified: bigint
  readonly expiration: string
  readonly ttl: bigint
}

const pieces = [
  'a',
  'key',
  '/',
  ' ',
  '"',
  '\\',
  '<',
  '&',
  '>',
  '\n',
  '\t',
  '\b',
  '\u0001',
  '\u007f',
  'ä',
  '€',
  '😀',
  '\u2028',
  '\u2029',
  '{',
  ']',
  ':',
]
const numbers = [0n, 1n, 9n, 10n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 10n ** 18n, 2n ** 63n, 2n ** 64n - 1n]

export function randomText(random: Random, most = 8): string {
  return Array.from({ length: random.below(most + 1) }, () => random.oneOf(pieces)).join('')
}

export function randomTree(random: Random, depth = 0): Tree {
  const isDirectory = depth === 0 || random.chance(0.4)
  const count = isDirectory && depth < 6 ? random.below(6) : 0
  const hasTime = random.chance(0.2)
  return {
    key: depth === 0 && random.chance(0.5) ? '' : `/${randomText(random)}`,
    isDirectory,
    value: isDirectory ? '' : randomText(random, 20),
    children: Array.from({ length: count }, () => randomTree(random, depth + 1)),
    created: random.oneOf(numbers),
    modified: random.oneOf(numbers),
    expiration: hasTime ? '2026-11-28T14:00:00.123456789Z' : '',
    ttl: hasTime ? random.oneOf([1n, -3n, 49_999n]) : 0n,
  }
}

/** As a server of etcd orders and leaves out. */
export function serverFields({ key, isDirectory, value, children, created, modified, expiration, ttl }: Tree): Field[] {
  const fields: (Field | undefined)[] = [
    key === '' ? undefined : ['key', JSON.stringify(key)],
    isDirectory ? undefined : ['value', JSON.stringify(value)],
    isDirectory ? ['dir', 'true'] : undefined,
    expiration === '' ? undefined : ['expiration', `"${expiration}"`],
    ttl === 0n ? undefined : ['ttl', String(ttl)],
    children.length === 0 ? undefined : ['nodes', children],
    modified === 0n ? undefined : ['modifiedIndex', String(modified)],
    created === 0n ? undefined : ['createdIndex', String(created)],
  ]
  return fields.filter((field) => field !== undefined)
}

export type Field = readonly [name: string, value: string | readonly Tree[]]

/** How an answer is written; as servers do it by default. */
export interface Writing {
  readonly order?: (fields: Field[]) => readonly Field[]
  /** A string of JSON, quotes included, in another way. */
  readonly string?: (json: string) => string
  readonly blank?: () => string
}

export function answerOf(tree: Tree, writing: Writing = {}): string {
  const { string = (json) => json, order = (fields) => fields, blank = () => '' } = writing
  const node = (each: Tree): string => {
    const members = order(serverFields(each)).map(([name, value]) => {
      const text =
        typeof value !== 'string'
          ? `[${value.map(node).join(`${blank()},${blank()}`)}]`
          : value.startsWith('"')
            ? string(value)
            : value
      return `${blank()}${string(JSON.stringify(name))}${blank()}:${blank()}${text}${blank()}`
    })
    return `{${members.join(',') || blank()}}`
  }
  return `{"action":"get","node":${node(tree)}}\n`
}

/** What `ls -r` prints. */
export function linesOf(tree: Tree, marks: boolean): string {
  const own = (each: Tree): string => `${each.key}${marks && each.isDirectory ? '/' : ''}\n`
  const below = (each: Tree): string => each.children.map((child) => own(child) + below(child)).join('')
  return `${tree.isDirectory ? '' : `${tree.key}\n`}${below(tree)}`
}
