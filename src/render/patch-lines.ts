import type { Chunk, RenderOptions } from './results.ts'
import { type DiffLine, diffLines } from './text-diff.ts'

const indent = '    '
const plain = '\x1b[0m'
const colours: Readonly<Record<DiffLine['kind'], string>> = {
  added: '\x1b[32m',
  removed: '\x1b[31m',
  place: '\x1b[36m',
  same: '',
  remark: '',
}

/** How a value differs from the one before, a line a piece, coloured on a terminal that takes colours. */
export function* patchLines(
  before: Uint8Array,
  after: Uint8Array,
  { hasColour = false }: Pick<RenderOptions, 'hasColour'>,
): Generator<Chunk> {
  if (Buffer.compare(before, after) === 0) return yield `${indent}(it says the same)\n`
  for (const { kind, text } of diffLines(before, after)) {
    const colour = hasColour ? colours[kind] : ''
    if (colour !== '') yield { drawing: colour }
    yield `${indent}${text}\n`
    if (colour !== '') yield { drawing: plain }
  }
}
