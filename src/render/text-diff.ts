import { structuredPatch } from 'diff'
import { plainText } from './plain-text.ts'

/** A line of a diff, with what it stands for in front. */
export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'same' | 'place' | 'remark'
  readonly text: string
}

/** More lines than this are no help to anyone, and take long to compare. */
const mostEdits = 4000
const longestMs = 2000
const noNewline = '\\ No newline at end of file'

/** How two values differ, line by line; sizes only where they are no text, or have hardly anything in common. */
export function diffLines(before: Uint8Array, after: Uint8Array): readonly DiffLine[] {
  const [old, now] = [plainText(before), plainText(after)]
  const sizes = `${before.length} and ${after.length} bytes`
  if (old === undefined || now === undefined) return [{ kind: 'remark', text: `${sizes}, not text` }]
  const patch = structuredPatch('', '', old, now, '', '', { context: 3, maxEditLength: mostEdits, timeout: longestMs })
  if (patch === undefined) return [{ kind: 'remark', text: `${sizes}, with little in common` }]
  const hidesEnds = endsOpen(old) && endsOpen(now)
  const isOneLine = !old.includes('\n') && !now.includes('\n')
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => {
    const place = { kind: 'place', text: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@` } as const
    const shown = hidesEnds ? lines.filter((line) => line !== noNewline) : lines
    return isOneLine ? shown.map(lineOf) : [place, ...shown.map(lineOf)]
  })
}

function endsOpen(text: string): boolean {
  return !text.endsWith('\n')
}

const kinds = { '+': 'added', '-': 'removed', ' ': 'same', '\\': 'remark' } as const

function lineOf(text: string): DiffLine {
  const sign = text.charAt(0) as keyof typeof kinds
  return { kind: kinds[sign] ?? 'same', text }
}
