export interface Chart {
  readonly title: string
  readonly note: string
  /** Two stand side by side. */
  readonly cells: readonly Cell[]
}

/** One small chart with a scale of its own. */
export interface Cell {
  readonly title: string
  readonly bars: readonly Bar[]
}

export interface Bar {
  readonly series: string
  readonly value: number
  readonly text: string
}

export interface Series {
  readonly name: string
  readonly colour: string
}

export interface Picture {
  readonly title: string
  readonly footer: string
  readonly series: readonly Series[]
  readonly charts: readonly Chart[]
}

interface Drawn {
  readonly markup: string
  readonly height: number
}

const width = 900
const margin = 28
const gutter = 36
const cellWidth = (width - 2 * margin - gutter) / 2
const barHeight = 11
const barPitch = 14
/** Room for the value behind the longest bar. */
const valueWidth = 72
/** A generous width of one letter of the legend, whatever font the reader has. */
const letterWidth = 7.2
const ink = '#1f2328'
const faintInk = '#59636e'

/** Plain SVG on a card of its own, so that it reads the same on a light and on a dark page. */
export function drawPicture({ title, footer, series, charts }: Picture): string {
  const parts = stack([
    legend(series),
    ...charts.filter(({ cells }) => cells.length > 0).map((chart) => drawChart(chart, series)),
    { markup: text(margin, 14, footer, { size: 11, fill: faintInk }), height: 26 },
  ])
  const height = parts.height + 2 * 18
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif">
<title>${escaped(title)}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="#ffffff" stroke="#d1d9e0"/>
${shifted(0, 18, parts.markup)}
</svg>
`
}

function legend(series: readonly Series[]): Drawn {
  let x = margin
  const entries = series.map(({ name, colour }) => {
    const at = x
    x += 18 + name.length * letterWidth + 18
    return `<rect x="${at}" y="0" width="12" height="12" rx="2" fill="${colour}"/>${text(at + 18, 10, name, { size: 12 })}`
  })
  return { markup: entries.join('\n'), height: 30 }
}

function drawChart({ title, note, cells }: Chart, series: readonly Series[]): Drawn {
  const head: Drawn = {
    markup: `${text(margin, 16, title, { size: 16, weight: 600 })}\n${text(margin, 34, note, { size: 12, fill: faintInk })}`,
    height: 50,
  }
  const rows = Array.from({ length: Math.ceil(cells.length / 2) }, (_, row) =>
    beside(cells.slice(row * 2, row * 2 + 2).map((cell) => drawCell(cell, series))),
  )
  return stack([head, ...rows, { markup: '', height: 8 }])
}

function drawCell({ title, bars }: Cell, series: readonly Series[]): Drawn {
  const longest = Math.max(...bars.map(({ value }) => value))
  const lines = bars.map((bar, at) => {
    const length = Math.max(1, (bar.value / longest) * (cellWidth - valueWidth))
    const y = 20 + at * barPitch
    const colour = series.find(({ name }) => name === bar.series)?.colour ?? ink
    return `<rect x="0" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="1.5" fill="${colour}"/>${text(length + 6, y + 9.5, bar.text, { size: 11 })}`
  })
  const markup = [text(0, 12, title, { size: 12.5, weight: 600 }), ...lines].join('\n')
  return { markup, height: 20 + bars.length * barPitch + 12 }
}

function stack(parts: readonly Drawn[]): Drawn {
  let height = 0
  const placed = parts.map((part) => {
    const markup = shifted(0, height, part.markup)
    height += part.height
    return markup
  })
  return { markup: placed.join('\n'), height }
}

function beside(parts: readonly Drawn[]): Drawn {
  const placed = parts.map(({ markup }, at) => shifted(margin + at * (cellWidth + gutter), 0, markup))
  return { markup: placed.join('\n'), height: Math.max(...parts.map(({ height }) => height)) }
}

function shifted(x: number, y: number, markup: string): string {
  return `<g transform="translate(${x} ${y})">\n${markup}\n</g>`
}

interface TextStyle {
  readonly size: number
  readonly weight?: number
  readonly fill?: string
}

function text(x: number, y: number, words: string, { size, weight = 400, fill = ink }: TextStyle): string {
  return `<text x="${x.toFixed(1)}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escaped(words)}</text>`
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
