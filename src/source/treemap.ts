import { argumentBytes, decodeEscaping } from '../base/arguments.ts'
import { TerminalText } from '../base/terminal-text.ts'
import { formatSize } from '../go/size.ts'
import type { Usage, UsageTree } from './usage.ts'

const width = 1200
const height = 760
const titleHeight = 28
const labelHeight = 18
const gap = 2
const charWidth = 7
const smallest = 3
const colours = [
  '#4e79a7',
  '#f28e2b',
  '#59a14f',
  '#e15759',
  '#76b7b2',
  '#edc948',
  '#b07aa1',
  '#9c755f',
  '#bab0ac',
  '#ff9da7',
]

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Node {
  readonly usage: Usage
  readonly bytes: number
  readonly children: Node[]
}

/** A map of what branches take, as SVG: the area of each is its share of the bytes, and branches lie in the one above. */
export function treemap(title: string, { total, branches }: UsageTree, separator: Uint8Array): string {
  const nodes = nested(branches, separator)
  const head = `${textOf(argumentBytes(title))} ${textOf(total.path)}: ${total.keys} keys, ${formatSize(BigInt(bytesOf(total)))}`
  const box = { x: 0, y: titleHeight, width, height: height - titleHeight }
  const shapes = placed(nodes, box).flatMap(({ node, at }, index) =>
    shapesOf(node, at, colours[index % colours.length] ?? ''),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="6" y="19" font-size="15">${escaped(head)}</text>`,
    ...shapes,
    '</svg>\n',
  ].join('\n')
}

/** Branches in the order of their paths become a tree. */
function nested(branches: readonly Usage[], separator: Uint8Array): Node[] {
  const roots: Node[] = []
  const above: Node[] = []
  for (const usage of branches) {
    const node = { usage, bytes: bytesOf(usage), children: [] }
    while (above.length > 0 && !liesIn(usage, above.at(-1)?.usage, separator)) above.pop()
    const siblings = above.at(-1)?.children ?? roots
    siblings.push(node)
    above.push(node)
  }
  return roots
}

function liesIn(usage: Usage, above: Usage | undefined, separator: Uint8Array): boolean {
  if (above === undefined || !above.isDirectory || usage.path.length <= above.path.length) return false
  const isBelow = Buffer.compare(usage.path.subarray(0, above.path.length), above.path) === 0
  return isBelow && separator.length > 0
}

function bytesOf({ keyBytes, valueBytes }: Usage): number {
  return keyBytes + valueBytes
}

function shapesOf(node: Node, box: Box, colour: string): string[] {
  if (box.width < smallest || box.height < smallest) return []
  const { x, y } = box
  const label = `${textOf(node.usage.name)} ${formatSize(BigInt(node.bytes))}`
  const detail = `${textOf(node.usage.path)}: ${node.usage.keys} keys, ${formatSize(BigInt(node.bytes))}`
  const hasLabel = box.height >= labelHeight && box.width >= 4 * charWidth
  const size = `width="${round(box.width)}" height="${round(box.height)}"`
  return [
    `<g><title>${escaped(detail)}</title>`,
    `<rect x="${round(x)}" y="${round(y)}" ${size} fill="${colour}" fill-opacity="0.35" stroke="#fff"/>`,
    ...(hasLabel ? [`<text x="${round(x + 4)}" y="${round(y + 13)}">${escaped(cut(label, box.width))}</text>`] : []),
    ...placed(node.children, innerBox(box)).flatMap((child) => shapesOf(child.node, child.at, colour)),
    '</g>',
  ]
}

function innerBox({ x, y, width: outer, height: tall }: Box): Box {
  return { x: x + gap, y: y + labelHeight, width: outer - 2 * gap, height: tall - labelHeight - gap }
}

interface Placed {
  readonly node: Node
  readonly at: Box
}

/** Rows of boxes along the shorter side, each as long as its boxes get squarer by it. */
function placed(nodes: readonly Node[], box: Box): Placed[] {
  const sorted = nodes.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes)
  const result: Placed[] = []
  let rest = box
  let left = sorted.reduce((sum, { bytes }) => sum + bytes, 0)
  for (let first = 0; first < sorted.length; ) {
    if (rest.width < smallest || rest.height < smallest) break
    const row = rowOf(sorted.slice(first), rest, left)
    const sum = row.reduce((bytes, node) => bytes + node.bytes, 0)
    rest = placeRow({ row, sum, share: sum / left }, rest, result)
    left -= sum
    first += row.length
  }
  return result
}

function rowOf(nodes: readonly Node[], { width: wide, height: tall }: Box, left: number): Node[] {
  const scale = (wide * tall) / left
  const side = Math.min(wide, tall)
  const row: Node[] = []
  let sum = 0
  let worst = Number.POSITIVE_INFINITY
  for (const node of nodes) {
    const areas = (sum + node.bytes) * scale
    const [most, least] = [row[0]?.bytes ?? node.bytes, node.bytes]
    const next = Math.max((side ** 2 * most * scale) / areas ** 2, areas ** 2 / (side ** 2 * least * scale))
    if (next > worst) break
    worst = next
    sum += node.bytes
    row.push(node)
  }
  return row
}

interface Row {
  readonly row: readonly Node[]
  readonly sum: number
  readonly share: number
}

/** Adds the boxes of a row; returns what is left of the box. */
function placeRow({ row, sum, share }: Row, box: Box, result: Placed[]): Box {
  const isWide = box.width >= box.height
  const thickness = (isWide ? box.width : box.height) * share
  let along = 0
  for (const node of row) {
    const length = (isWide ? box.height : box.width) * (node.bytes / sum)
    const at = isWide
      ? { x: box.x, y: box.y + along, width: thickness, height: length }
      : { x: box.x + along, y: box.y, width: length, height: thickness }
    result.push({ node, at })
    along += length
  }
  return isWide
    ? { ...box, x: box.x + thickness, width: box.width - thickness }
    : { ...box, y: box.y + thickness, height: box.height - thickness }
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function cut(text: string, room: number): string {
  const most = Math.floor((room - 8) / charWidth)
  return text.length <= most ? text : `${text.slice(0, Math.max(most - 1, 0))}…`
}

/** Bytes as a terminal would show them: nothing steers a reader, and all of it is text. */
function textOf(bytes: Uint8Array): string {
  const terminal = new TerminalText({ isDimmed: false })
  const shown = Buffer.concat([terminal.add(bytes), terminal.end()])
  return decodeEscaping(shown).replace(/[\t\n]/g, ' ')
}

function escaped(text: string): string {
  return text.replace(/[<>&"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
