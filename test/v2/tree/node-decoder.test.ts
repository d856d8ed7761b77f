import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonText } from '../../../src/v2/json-text.ts'
import { ByteOutput } from '../../../src/v2/tree/byte-output.ts'
import { NodeDecoder, type NodeFormat } from '../../../src/v2/tree/node-decoder.ts'
import { NodeJson } from '../../../src/v2/tree/node-json.ts'
import { NodeList } from '../../../src/v2/tree/node-list.ts'
import { commitSeed } from '../../support/commit-seed.ts'
import { Random } from './random.ts'
import { answerOf, type Field, linesOf, randomText, randomTree, type Tree } from './random-tree.ts'

type FormatOf = (output: ByteOutput) => NodeFormat
const asList: FormatOf = (output) => new NodeList(output, true)
const asJson: FormatOf = (output) => new NodeJson(output, '3.4')

/** Undefined for an answer that is refused. */
function printed(pieces: readonly Uint8Array[], formatOf: FormatOf): string | undefined {
  const output = new ByteOutput()
  const decoder = new NodeDecoder(formatOf(output), output)
  try {
    for (const piece of pieces) {
      const own = Uint8Array.from(piece)
      decoder.take(own)
      own.fill(0x78)
    }
    decoder.end()
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
  return Buffer.concat(output.fetch()).toString()
}

/** The line of `-o json`, made of the tree and not of the answer. */
function jsonOf(tree: Tree): string {
  const node = ({ key, isDirectory, value, children, created, modified, expiration, ttl }: Tree): string => {
    const fields = [
      `"key":${jsonText(key, '3.4')}`,
      ...(isDirectory ? ['"dir":true'] : []),
      `"value":${jsonText(value, '3.4')}`,
      `"nodes":${children.length === 0 ? 'null' : `[${children.map(node).join(',')}]`}`,
      `"createdIndex":${created}`,
      `"modifiedIndex":${modified}`,
      ...(expiration === '' ? [] : [`"expiration":"${expiration}"`]),
      ...(ttl === 0n ? [] : [`"ttl":${ttl}`]),
    ]
    return `{${fields.join(',')}}`
  }
  return `{"action":"get","node":${node(tree)},"prevNode":null}\n`
}

const random = new Random(commitSeed())

function randomPieces(text: string): Uint8Array[] {
  const bytes = Buffer.from(text)
  const places = Array.from({ length: random.below(6) }, () => random.below(bytes.length + 1)).sort((a, b) => a - b)
  const all = [0, ...places, bytes.length]
  return all.slice(1).map((end, index) => bytes.subarray(all[index], end))
}

/** Every other character by its number. */
function oddString(json: string): string {
  const text = JSON.parse(json) as string
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  const written = units.map((unit, at) => {
    const isPair = unit >= 0xd800 && unit < 0xe000
    if (isPair || random.chance(0.3)) return `\\u${unit.toString(16).padStart(4, '0')}`
    return JSON.stringify(text[at]).slice(1, -1)
  })
  return `"${written.join('')}"`
}

function withUnknown(fields: readonly Field[]): readonly Field[] {
  const values = [
    '1',
    '"x"',
    'null',
    '[]',
    '{}',
    '[{"key":"/no","nodes":[{"key":"no"}]},[[1]]]',
    '{"dir":true,"key":{"key":1}}',
  ]
  const added: Field[] = Array.from({ length: random.below(3) }, (_, at) => [
    random.oneOf(['Key', 'nodez', 'x', `y${at}`, 'creAtedIndex', 'prevNode']),
    random.oneOf(values),
  ])
  return [...fields, ...added]
}

for (const [name, formatOf, expected] of [
  ['list', asList, (tree: Tree) => linesOf(tree, true)],
  ['line of JSON', asJson, jsonOf],
] as const) {
  test(`the answer of a server is printed as a ${name} (seed ${random.seed})`, () => {
    for (let round = 0; round < 150; round++) {
      const tree = randomTree(random)
      const text = answerOf(tree)
      assert.equal(printed(randomPieces(text), formatOf), expected(tree), text)
    }
  })

  test(`fields in any order, with others between them and in other escapes, are printed as the same ${name} (seed ${random.seed})`, () => {
    for (let round = 0; round < 150; round++) {
      // the root of all keys, which has none
      const tree = { ...randomTree(random), key: '' }
      const order = (fields: readonly Field[]): readonly Field[] => random.shuffled(withUnknown(fields))
      const blank = (): string => random.oneOf(['', '', ' ', '\n'])
      const text = answerOf(tree, { order, string: oddString, blank })
      assert.equal(printed(randomPieces(text), formatOf), expected(tree), text)
    }
  })

  test(`a ${name} comes out of an answer that is cut anywhere, and none of one that ends there (seed ${random.seed})`, () => {
    const tree = { ...randomTree(random), key: '' }
    const bytes = Buffer.from(answerOf(tree, { order: (fields) => random.shuffled(fields) }))
    const step = Math.max(1, Math.floor(bytes.length / 600))
    for (let at = 0; at < bytes.length; at += step) {
      assert.equal(printed([bytes.subarray(0, at), bytes.subarray(at)], formatOf), expected(tree), `cut at ${at}`)
      if (at < bytes.length - 1) assert.equal(printed([bytes.subarray(0, at)], formatOf), undefined, `end at ${at}`)
    }
  })

  test(`a node in a node in a node is printed as a ${name}, up to the levels that etcd's own decoder reads`, () => {
    const nested = (levels: number): string => {
      const start = '{"key":"/","dir":true,"nodes":['.repeat(levels)
      return `{"action":"get","node":${start}${']}'.repeat(levels)}}`
    }
    assert.equal(printed([Buffer.from(nested(4990))], formatOf)?.includes('/'), true)
    assert.equal(printed([Buffer.from(nested(10_000))], formatOf), undefined)
  })
}

test(`a field of another kind is refused (seed ${random.seed})`, () => {
  const wrong = {
    key: ['1', 'true', '{}', '["/a"]'],
    value: ['1', '{}', '[]', 'false'],
    dir: ['1', '"true"', '{}', '[]'],
    nodes: ['{}', '"x"', '1', '[null]', '["x"]', '[[]]', '[1]'],
    createdIndex: ['-1', '1.5', '"1"', '1e3', '18446744073709551616', '{}'],
    modifiedIndex: ['-1', '99999999999999999999', 'true', '[]'],
    ttl: ['1.5', '9223372036854775808', '-9223372036854775809', '"1"'],
    expiration: ['1', '{}'],
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const text = `{"action":"get","node":{${JSON.stringify(name)}:${value}}}`
      assert.equal(printed([Buffer.from(text)], asJson), undefined, text)
    }
  }
  for (const text of ['[]', '1', 'null', '""', '{}', '{"node":null}', '{"node":[]}', '{"action":{},"node":{}}']) {
    assert.equal(printed([Buffer.from(text)], asJson), undefined, text)
  }
})

test('what comes behind the children that it stands in front of is refused, as they are printed by then', () => {
  const children = '"dir":true,"nodes":[{"key":"/a/b","value":"v"}]'
  for (const late of ['"key":"/a"', '"dir":false', '"value":"v"', '"nodes":[]', '"nodes":[{"key":"/c"}]']) {
    const text = `{"action":"get","node":{${children},${late}}}`
    assert.equal(printed([Buffer.from(text)], asJson), undefined, text)
  }
  for (const late of ['"dir":true', '"key":null', '"nodes":null', '"ttl":5']) {
    const text = `{"action":"get","node":{${children},${late}}}`
    assert.notEqual(printed([Buffer.from(text)], asJson), undefined, text)
  }
})

test('a field that is null is left as it is', () => {
  const names = ['key', 'value', 'dir', 'nodes', 'createdIndex', 'modifiedIndex', 'expiration', 'ttl', 'other']
  const text = `{"action":"get","node":{${names.map((name) => `"${name}":null`).join(',')}},"prevNode":null}`
  const empty = '{"key":"","value":"","nodes":null,"createdIndex":0,"modifiedIndex":0}'
  assert.equal(printed([Buffer.from(text)], asJson), `{"action":"get","node":${empty},"prevNode":null}\n`)
})

test('what the node was before is printed behind it, and not in a list', () => {
  const node = '{"key":"/a","value":"new"}'
  const previous = '{"key":"/a","value":"old"}'
  const rest = '"nodes":null,"createdIndex":0,"modifiedIndex":0}'
  const expected = `{"action":"set","node":{"key":"/a","value":"new",${rest},"prevNode":{"key":"/a","value":"old",${rest}}\n`
  for (const members of [
    ['"action":"set"', `"node":${node}`, `"prevNode":${previous}`],
    [`"prevNode":${previous}`, `"node":${node}`, '"action":"set"'],
    [`"prevNode":${previous}`, '"action":"set"', `"node":${node}`],
  ]) {
    const bytes = Buffer.from(`{${members.join(',')}}`)
    if (members[2]?.startsWith('"action"') !== true) assert.equal(printed([bytes], asJson), expected)
    assert.equal(printed([bytes], asList), '/a\n')
  }
})

test(`texts of any size are printed whole (seed ${random.seed})`, () => {
  for (const size of [63 * 1024, 64 * 1024, 200 * 1024]) {
    const value = 'v'.repeat(size) + randomText(random)
    const tree: Tree = { ...randomTree(random, 9), value, isDirectory: false }
    assert.equal(printed(randomPieces(answerOf(tree)), asJson), jsonOf(tree))
  }
})
