import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import test from 'node:test'

const root = join(import.meta.dirname, '..', 'src')

interface Import {
  readonly from: string
  /** A path below src/ or a package. */
  readonly to: string
  readonly isType: boolean
}

const statement = /^(?:import|export)( type)?\b[^'"`;]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const imports = files.flatMap((file) => importsOf(file))

type Graph = ReadonlyMap<string, readonly string[]>

const importGraph: Graph = new Map(
  files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]),
)

function importsOf(from: string): Import[] {
  const source = readFileSync(join(root, from), 'utf8')
  return [...source.matchAll(statement)].map(([, type, named, bare, late]) => {
    const text = named ?? bare ?? late ?? ''
    const to = text.startsWith('.') ? relative(root, join(root, dirname(from), text)) : text
    return { from, to, isType: type !== undefined }
  })
}

/** What a folder may import beside itself; a `type` entry for types only. Everything flows one way. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  runtime: ['base', 'go'],
  go: ['base'],
  rpc: ['base'],
  kubernetes: ['base', 'go'],
  frame: ['base', 'runtime', 'go'],
  client: ['base', 'runtime', 'go', 'rpc'],
  render: ['base', 'go', 'rpc', 'kubernetes'],
  offline: ['base', 'runtime', 'go', 'rpc'],
  source: ['type app.ts', 'base', 'go', 'rpc', 'client', 'offline'],
  commands: [
    'app.ts',
    'base',
    'go',
    'frame',
    'client',
    'rpc',
    'offline',
    'source',
    'kubernetes',
    'type render',
    'etcdutl',
  ],
  etcdutl: ['print.ts', 'base', 'go', 'frame', 'offline', 'render'],
  v2: [
    'base',
    'runtime',
    'go',
    'frame',
    'client/tls',
    'client/proxy',
    'offline/backup.ts',
    'offline/files/file-failure.ts',
    'offline/v2-store',
    'client/connection/discovery.ts',
    'client/link/bun-link.ts',
    'type client/connection',
  ],
  wasm: [],
  executable: ['etcdctl.ts', 'etcdutl.ts', 'runtime'],
}

/** Where a package may be used; a `type` entry for types only. */
const packages: Readonly<Record<string, readonly string[]>> = {
  '@bufbuild/protobuf': ['rpc'],
  '@grpc/grpc-js': ['client/grpc-js'],
  'cli-table3': ['render/table.ts'],
  chalk: ['frame'],
  commander: ['frame/dispatch.ts'],
  diff: ['render/text-diff.ts'],
  ora: ['frame/spinner.ts'],
  yaml: ['kubernetes/yaml.ts'],
}

/** The shortest way from a file back to itself. */
function circleOf(start: string, graph: Graph): readonly string[] | undefined {
  const ways = [[start]]
  const seen = new Set<string>()
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, next]
      if (!seen.has(next)) ways.push([...way, next])
      seen.add(next)
    }
  }
  return undefined
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}

function isAllowed(places: readonly string[], path: string, isType: boolean): boolean {
  return places.some((place) => {
    const [, kind, name = ''] = /^(type )?(.*)$/.exec(place) ?? []
    return isWithin(path, name) && (isType || kind === undefined)
  })
}

function shown({ from, to, isType }: Import): string {
  return `${from} imports ${isType ? 'types of ' : ''}${to}`
}

test('imports between folders go one way', () => {
  const wrong = imports.filter(({ from, to, isType }) => {
    const folder = folderOf(from)
    if (folder === '' || !files.includes(to) || folderOf(to) === folder) return false
    return !isAllowed(mayImport[folder] ?? [], to, isType)
  })
  assert.deepEqual(wrong.map(shown), [])
})

test('every import of our own names a file that exists', () => {
  const wrong = imports.filter(({ to }) => to.endsWith('.ts') && !files.includes(to))
  assert.deepEqual(wrong.map(shown), [])
})

test('no file imports itself through others, types included', () => {
  const circles = files.map((file) => circleOf(file, importGraph)).filter((circle) => circle !== undefined)
  assert.deepEqual(
    circles.map((circle) => circle.join(' -> ')),
    [],
  )
})

test('a circle of imports is found', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', []],
    ['c', ['d']],
    ['d', ['c', 'a']],
  ])
  assert.deepEqual(circleOf('a', graph), ['a', 'c', 'd', 'a'])
  assert.equal(circleOf('b', graph), undefined)
})

test('every folder has its row in the table', () => {
  const folders = new Set(files.map(folderOf).filter((folder) => folder !== ''))
  assert.deepEqual(
    [...folders].filter((folder) => mayImport[folder] === undefined),
    [],
  )
})

test('each package is used in its one place', () => {
  const wrong = imports.filter(({ from, to, isType }) => {
    if (files.includes(to) || to.startsWith('node:')) return false
    const name = Object.keys(packages).find((known) => isWithin(to, known))
    return name === undefined || !isAllowed(packages[name] ?? [], from, isType)
  })
  assert.deepEqual(wrong.map(shown), [])
})

/** The source without comments and without what strings hold. */
function code(file: string): string {
  return readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
}

test('only the edge of the program touches the process and the console', () => {
  const edge = ['runtime', 'etcdctl.ts', 'etcdutl.ts', 'executable']
  const touching = files.filter((file) => /\b(?:process|console|globalThis)\s*[.?[]/.test(code(file)))
  assert.deepEqual(
    touching.filter((file) => !edge.some((place) => isWithin(file, place))),
    [],
  )
  const byName = imports.filter(({ to }) => /^(?:node:)?(?:process|console)$/.test(to))
  assert.deepEqual(byName.map(shown), [])
  assert.ok(touching.includes('runtime/process.ts'), 'the search finds what it looks for')
})

test('only src/runtime knows which runtime it is', () => {
  const asking = files.filter((file) => /\bBun\b|versions\.bun/.test(code(file)))
  assert.deepEqual(asking.sort(), ['runtime/bun.ts', 'runtime/current.ts'])
})

test('no file has a name that says nothing', () => {
  assert.deepEqual(
    files.filter((file) => /\b(?:utils?|helpers?|manager|common|misc)\b/i.test(file)),
    [],
  )
})
