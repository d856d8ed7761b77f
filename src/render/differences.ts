import { joinBytes, utf8 } from '../base/bytes.ts'
import { bytesMember, type JsonRecord, recordLine } from './jsonl.ts'
import type { Chunk, DiffReport, DiffResults, KeyDifference, Renderings, RenderOptions } from './results.ts'

/** How two sources differ. */
export const differences: Renderings<DiffResults> = {
  diff: {
    simple: simpleDiff,
    json: undefined,
    jsonl: recordDiff,
    fields: undefined,
    protobuf: undefined,
    table: undefined,
  },
}

async function* simpleDiff(report: DiffReport, options: RenderOptions): AsyncGenerator<Chunk> {
  const { form, differences, counts, shownValue = async (value) => value } = report
  for await (const difference of differences) {
    if (form !== 'stat') yield* keyLine(difference, options)
    if (form === 'full' && difference.a !== undefined && difference.b !== undefined) {
      const { patchLines } = await import('./patch-lines.ts')
      yield* patchLines(await shownValue(difference.a.value), await shownValue(difference.b.value), options)
    }
  }
  const { added, removed, changed, same } = counts
  if (form === 'stat') yield `added ${added}, removed ${removed}, changed ${changed}, same ${same}\n`
}

function* keyLine({ a, b }: KeyDifference, { hasColour = false }: RenderOptions): Generator<Chunk> {
  const [sign, colour] = a === undefined ? ['+', green] : b === undefined ? ['-', red] : ['~', yellow]
  const line = joinBytes([utf8(`${sign} `), (a ?? b)?.key ?? new Uint8Array(), newline])
  if (hasColour) yield { drawing: colour }
  yield line
  if (hasColour) yield { drawing: plain }
}

const newline = utf8('\n')
const red = '\x1b[31m'
const green = '\x1b[32m'
const yellow = '\x1b[33m'
const plain = '\x1b[0m'

async function* recordDiff({ form, differences, counts }: DiffReport): AsyncGenerator<Chunk> {
  for await (const difference of differences) {
    if (form !== 'stat') yield recordLine(recordOf(difference, form === 'full'))
  }
  if (form === 'stat') yield recordLine({ ...counts })
}

function recordOf({ a, b }: KeyDifference, hasValues: boolean): JsonRecord {
  const key = (a ?? b)?.key ?? new Uint8Array()
  return {
    change: a === undefined ? 'added' : b === undefined ? 'removed' : 'changed',
    ...bytesMember('key', key),
    ...(hasValues && a !== undefined ? bytesMember('old_value', a.value) : {}),
    ...(hasValues && b !== undefined ? bytesMember('value', b.value) : {}),
    old_mod_revision: a?.modRevision || undefined,
    mod_revision: b?.modRevision || undefined,
  }
}
