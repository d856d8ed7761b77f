import { decodeEscaping } from '../base/arguments.ts'
import { joinBytes, utf8 } from '../base/bytes.ts'
import { formatSize } from '../go/size.ts'
import { alignedRows } from './aligned-rows.ts'
import { bytesMember, type JsonRecord, recordLine } from './jsonl.ts'
import { textPieces } from './pieces.ts'
import type {
  Chunk,
  Columns,
  ListedName,
  ListedNames,
  LookingResults,
  Renderings,
  RenderOptions,
  ShownUsage,
  SizedKeyLine,
  TreeLine,
  UsageResult,
} from './results.ts'

/** What commands show that look at the names of keys. */
export const looking: Renderings<LookingResults> = {
  ls: {
    simple: listedNames,
    json: undefined,
    jsonl: async function* ({ names, isLong }) {
      for await (const name of names) yield recordLine(nameRecord(name, isLong))
    },
    fields: undefined,
    protobuf: undefined,
    table: undefined,
  },
  tree: {
    simple: drawnTree,
    json: undefined,
    jsonl: async function* ({ lines }) {
      for await (const line of lines) yield recordLine(treeRecord(line))
    },
    fields: undefined,
    protobuf: undefined,
    table: undefined,
  },
  du: {
    simple: usageLines,
    json: undefined,
    jsonl: (result) => textPieces(usageRecords(result), recordLine),
    fields: undefined,
    protobuf: undefined,
    table: usageColumns,
  },
}

async function* listedNames({ names, isLong, endsInNul }: ListedNames, options: RenderOptions): AsyncGenerator<Chunk> {
  const end = Uint8Array.of(endsInNul ? 0 : 10)
  if (!isLong || endsInNul) {
    for await (const { name } of names) yield joinBytes([name, end])
    return
  }
  const rows: string[][] = []
  for await (const { name, keys = 0, keyBytes = 0, valueBytes = 0, modified = 0n } of names) {
    rows.push([String(keys), sizeText(keyBytes + valueBytes, options), String(modified), decodeEscaping(name)])
  }
  yield* alignedRows(rows, options)
}

function sizeText(bytes: number, { isTerminal = false }: RenderOptions): string {
  return isTerminal ? formatSize(BigInt(bytes)) : String(bytes)
}

function nameRecord(name: ListedName, isLong: boolean): JsonRecord {
  const { keys, keyBytes = 0, valueBytes = 0, modified } = name
  return {
    ...bytesMember('name', name.name),
    ...bytesMember(name.isDirectory ? 'prefix' : 'key', name.path),
    directory: name.isDirectory,
    ...(isLong ? { keys, bytes: keyBytes + valueBytes, mod_revision: modified } : {}),
  }
}

async function* drawnTree({ prefix, lines }: LookingResults['tree']): AsyncGenerator<Chunk> {
  yield joinBytes([prefix, utf8('\n')])
  for await (const { name, isDirectory, isOpen, lasts } of lines) {
    const branches = lasts.map((isLast, level) => branchText(isLast, level === lasts.length - 1)).join('')
    yield joinBytes([utf8(branches), name, utf8(isDirectory && !isOpen ? ' ...\n' : '\n')])
  }
}

function branchText(isLast: boolean, isHere: boolean): string {
  if (isHere) return isLast ? '└── ' : '├── '
  return isLast ? '    ' : '│   '
}

function treeRecord({ name, path, isDirectory, isOpen, lasts }: TreeLine): JsonRecord {
  return {
    ...bytesMember('name', name),
    ...bytesMember(isDirectory ? 'prefix' : 'key', path),
    directory: isDirectory,
    open: isOpen,
    depth: lasts.length,
  }
}

function* usageLines({ total, branches, top }: UsageResult, options: RenderOptions): Generator<Chunk> {
  const rows = branches.map((usage) => usageRow(usage, total, options))
  yield* alignedRows([...rows, usageRow(total, total, options)], options)
  if (top === undefined) return
  yield '\nbiggest keys\n'
  yield* alignedRows(
    top.biggest.map((key) => keyRow(key, options)),
    options,
  )
  yield '\nmost versions\n'
  yield* alignedRows(
    top.mostVersions.map((key) => keyRow(key, options)),
    options,
  )
}

function usageRow(usage: ShownUsage, total: ShownUsage, options: RenderOptions): string[] {
  const { keys, keyBytes, valueBytes, garbageBytes, path } = usage
  return [
    String(keys),
    sizeText(keyBytes, options),
    sizeText(valueBytes, options),
    shareText(usage, total),
    ...(garbageBytes === undefined ? [] : [sizeText(garbageBytes, options)]),
    decodeEscaping(path),
  ]
}

function shareText(usage: ShownUsage, total: ShownUsage): string {
  const all = total.keyBytes + total.valueBytes
  const own = usage.keyBytes + usage.valueBytes
  return `${(all === 0 ? 0 : (100 * own) / all).toFixed(1)}%`
}

function keyRow({ key, keyBytes, valueBytes, version, modRevision }: SizedKeyLine, options: RenderOptions): string[] {
  const bytes = sizeText(keyBytes + valueBytes, options)
  return [bytes, String(version), String(modRevision), decodeEscaping(key)]
}

function usageColumns({ total, branches }: UsageResult, options: RenderOptions): Columns {
  const garbage = total.garbageBytes === undefined ? [] : ['garbage']
  return {
    header: ['keys', 'key bytes', 'value bytes', 'share', ...garbage, 'prefix'],
    rows: [...branches, total].map((usage) => usageRow(usage, total, { ...options, isTerminal: true })),
  }
}

function* usageRecords({ total, branches, top }: UsageResult): Generator<JsonRecord> {
  for (const usage of branches) yield usageRecord(usage.isDirectory ? 'branch' : 'key', usage)
  yield usageRecord('total', total)
  for (const key of top?.biggest ?? []) yield keyRecord('biggest', key)
  for (const key of top?.mostVersions ?? []) yield keyRecord('most_versions', key)
}

function usageRecord(type: string, usage: ShownUsage): JsonRecord {
  return {
    type,
    ...bytesMember(type === 'key' ? 'key' : 'prefix', usage.path),
    keys: usage.keys,
    key_bytes: usage.keyBytes,
    value_bytes: usage.valueBytes,
    mod_revision: usage.modified,
    garbage_entries: usage.garbageEntries,
    garbage_bytes: usage.garbageBytes,
  }
}

function keyRecord(type: string, { key, keyBytes, valueBytes, version, modRevision }: SizedKeyLine): JsonRecord {
  const sizes = { key_bytes: keyBytes, value_bytes: valueBytes }
  return { type, ...bytesMember('key', key), ...sizes, version, mod_revision: modRevision }
}
