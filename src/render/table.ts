import Table from 'cli-table3'
import type { Profile } from '../base/release.ts'
import { displayWidth } from './display-width.ts'
import { escapedWidth } from './escaped-width.ts'
import { wrapWords } from './wrap.ts'

/**
 * `ascii-3.4` and `ascii` (3.5, 3.6) wrap cells at 30 columns, each by its own rule. `box` (3.7) does not wrap and trims
 * cells; `ascii-plain` is `box` drawn in ASCII.
 */
export type TableStyle = 'ascii-3.4' | 'ascii' | 'ascii-plain' | 'box'

export interface TableInput {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly style: TableStyle
  /** The output shows escapes, which take columns. */
  readonly isEscaped?: boolean | undefined
}

/** The lines of each cell of a row. */
type Row = readonly (readonly string[])[]

interface Layout {
  readonly widths: readonly number[]
  readonly rows: readonly Row[]
}

const wrapWidth = 30

/** How a release draws its tables. */
export function tableStyle(profile: Profile): TableStyle {
  if (profile.auto) return 'ascii-plain'
  if (profile.release === '3.7') return 'box'
  return profile.release === '3.4' ? 'ascii-3.4' : 'ascii'
}

/** Draws a table: header upper-cased and centered, cells aligned to the right, rows in the given order. */
export function renderTable({ header, rows, style, isEscaped }: TableInput): string {
  const widthOf = isEscaped === true ? escapedWidth : displayWidth
  const titles = header.map((title) => title.replaceAll('_', ' ').toUpperCase())
  const layout = layOut(titles, rows, { style, widthOf })
  const contents = [
    ...titles.map((title, column) => center(title, layout.widths[column] ?? 0)),
    ...layout.rows.flatMap((row) => alignRow(row, layout.widths, widthOf)),
  ]
  return fillGrid(drawGrid(layout, style), contents)
}

interface Cell {
  readonly lines: readonly string[]
  /** The least width that the cell asks for its column. */
  readonly width: number
}

/** How many columns a text takes. */
type Measure = (text: string) => number

/** Breaks a cell into lines; `columnWidth` is what the header and the rows above have asked for. */
type Wrapper = (text: string, columnWidth: number, widthOf: Measure) => Cell

const wrappers: Readonly<Record<TableStyle, Wrapper>> = {
  'ascii-3.4': (text, columnWidth, widthOf) =>
    wrapAt(text, Math.max(columnWidth, Math.min(widthOf(text), wrapWidth)), widthOf),
  ascii: (text, _columnWidth, widthOf) => wrapAt(text, Math.min(widest(text.split('\n'), widthOf), wrapWidth), widthOf),
  'ascii-plain': trimLines,
  box: trimLines,
}

/** A cell that had to be wrapped keeps its column at the full width, however short its lines came out. */
function wrapAt(text: string, limit: number, widthOf: Measure): Cell {
  const lines = wrapWords(text, limit, widthOf)
  return { lines, width: Math.max(limit, widest(lines, widthOf)) }
}

/** A tab is four spaces (seen in 3.7). */
function trimLines(text: string, _columnWidth: number, widthOf: Measure): Cell {
  const lines = text.trim().replaceAll('\t', '    ').split('\n')
  return { lines, width: widest(lines, widthOf) }
}

interface Look {
  readonly style: TableStyle
  readonly widthOf: Measure
}

function layOut(titles: readonly string[], rows: readonly (readonly string[])[], { style, widthOf }: Look): Layout {
  const widths = titles.map(displayWidth)
  const wrapped = rows.map((row) => {
    const lines = row.map((text, column) => {
      const cell = wrappers[style](text, widths[column] ?? 0, widthOf)
      widths[column] = Math.max(widths[column] ?? 0, cell.width)
      return cell.lines
    })
    return isWrapping(style) ? lines : dropBlankLines(lines)
  })
  return { widths, rows: wrapped }
}

function isWrapping(style: TableStyle): boolean {
  return style === 'ascii' || style === 'ascii-3.4'
}

/** Without the lines that are blank in all cells (seen in 3.7); one line always stays. */
function dropBlankLines(row: Row): Row {
  const numbers = Array.from({ length: rowHeight(row) }, (_, line) => line)
  const filled = numbers.filter((line) => row.some((lines) => (lines[line] ?? '').trim() !== ''))
  return row.map((lines) => (filled.length === 0 ? [0] : filled).map((line) => lines[line] ?? ''))
}

function widest(lines: readonly string[], widthOf: Measure): number {
  return Math.max(...lines.map(widthOf))
}

function center(text: string, width: number): string {
  const gap = Math.max(width - displayWidth(text), 0)
  const left = Math.floor(gap / 2)
  return ' '.repeat(left) + text + ' '.repeat(gap - left)
}

/** The row's cells line by line, from left to right, each as wide as its column. */
function alignRow(row: Row, widths: readonly number[], widthOf: Measure): string[] {
  const contents: string[] = []
  for (let line = 0; line < rowHeight(row); line++) {
    for (const [column, lines] of row.entries()) {
      const text = lines[line] ?? ''
      contents.push(' '.repeat(Math.max((widths[column] ?? 0) - widthOf(text), 0)) + text)
    }
  }
  return contents
}

function rowHeight(row: Row): number {
  return Math.max(...row.map((lines) => lines.length))
}

// cli-table3 has its own idea of widths and closes colours that a cell leaves open; so it draws the borders around
// stand-ins of the right size, and the cells' exact text takes their place.
const standIn = '\ue000'

function drawGrid({ widths, rows }: Layout, style: TableStyle): string {
  const cellsOf = (height: number) => widths.map((width) => Array(height).fill(standIn.repeat(width)).join('\n'))
  const chars = style === 'box' ? {} : asciiChars
  const table = new Table({ head: cellsOf(1), chars, style: { head: [], border: [], compact: true } })
  table.push(...rows.map((row) => cellsOf(rowHeight(row))))
  const grid = `${table.toString()}\n`
  // Up to 3.6 the rule below the header and the one below the rows are both drawn when there are no rows.
  return rows.length === 0 && isWrapping(style) ? grid + grid.slice(grid.trimEnd().lastIndexOf('\n') + 1) : grid
}

const asciiChars = {
  top: '-',
  'top-mid': '+',
  'top-left': '+',
  'top-right': '+',
  bottom: '-',
  'bottom-mid': '+',
  'bottom-left': '+',
  'bottom-right': '+',
  left: '|',
  'left-mid': '+',
  mid: '-',
  'mid-mid': '+',
  right: '|',
  'right-mid': '+',
  middle: '|',
}

function fillGrid(grid: string, contents: readonly string[]): string {
  const next = contents.values()
  return grid.replace(/\ue000+/g, () => next.next().value ?? '')
}
