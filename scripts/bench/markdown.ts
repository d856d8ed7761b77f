import { emptyNode } from './contenders.ts'
import { bareClient } from './reads.ts'
import type { Report } from './report.ts'
import { mib, type Summary } from './summary.ts'
import { worstLoad } from './verdict.ts'

const begin = '<!-- figures: npm run bench -- --readme -->'
const end = '<!-- end of figures -->'

/** Replaces what stands between the two marks of the README; throws when they are not there. */
export function intoReadme(readme: string, figures: string): string {
  const from = readme.indexOf(begin)
  const to = readme.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the README has no "${begin}" before "${end}"`)
  return `${readme.slice(0, from)}${begin}\n${figures}\n${readme.slice(to)}`
}

/** The figures as the README shows them: a table of commands, one of large reads in their worst layout, and how they were measured. */
export function toMarkdown(report: Report): string {
  const programs = programsOf(report)
  const others = unique(report.rows.filter(({ read }) => read === undefined).map(({ load }) => load))
  const parts = [remark(report), commandTable(report, others, programs), readTable(report)]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** Ours first, then the originals, oldest first. */
function programsOf({ rows }: Report): string[] {
  const names = unique(rows.map(({ program }) => program))
  const real = names.filter(isReal)
  return ['ours (executable)', 'ours (node)', ...real].filter((name) => names.includes(name))
}

function isReal(program: string): boolean {
  return program.startsWith('etcdctl ')
}

function titleOf(program: string): string {
  if (program === 'ours (executable)') return 'executable'
  if (program === 'ours (node)') return 'under Node'
  return program.replace('etcdctl ', '')
}

function commandTable({ rows, charted }: Report, loads: readonly string[], programs: readonly string[]): string {
  if (loads.length === 0) return ''
  const lines = loads.map((load) => {
    const found = programs.map((program) => find(rows, load, program))
    const isLarge = charted.large.includes(load) || found.some((row) => row?.serverCpuMeanMs !== undefined)
    const cells = found.map((row) => cell(row, isLarge))
    return [load, ...cells]
  })
  return table(['', ...programs.map(titleOf)], lines)
}

function readTable({ rows, bases, keys }: Report): string {
  const real = bases.findLast(isReal) ?? ''
  const formats = unique(rows.flatMap(({ read }) => read?.format ?? []))
  if (formats.length === 0) return ''
  const lines = formats.flatMap((format) => {
    const load = worstLoad(rows, real, format)
    return load === undefined ? [] : [readLine(rows, load, real)]
  })
  const programs = ['executable', 'under Node', titleOf(real), 'bare client']
  const cpu = `CPU of the server: executable, Node, ${titleOf(real)}`
  return table([`\`get\` of ${keys.toLocaleString('en-US')} keys`, 'worst layout', ...programs, cpu], lines)
}

function readLine(rows: readonly Summary[], load: string, real: string): string[] {
  const [executable, node, original] = ['ours (executable)', 'ours (node)', real].map((name) => find(rows, load, name))
  const { read } = rows.find((row) => row.load === load) ?? {}
  return [
    read?.format ?? '',
    read?.layout ?? '',
    ...[executable, node, original].map((row) => cell(row, true)),
    cell(find(rows, load, bareClient), false),
    `${[executable, node, original].map((row) => seconds(row?.serverCpuMeanMs)).join(', ')} s`,
  ]
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '-' : (ms / 1000).toFixed(2)
}

function cell(row: Summary | undefined, withMemory: boolean): string {
  if (row === undefined) return ''
  const wall =
    row.wallMedianMs < 200 ? `${row.wallMedianMs.toFixed(0)} ms` : `${(row.wallMedianMs / 1000).toFixed(2)} s`
  return withMemory && row.peakMib !== undefined ? `${wall}, ${mib(row.peakMib)}` : wall
}

function remark({ about, quiet, rows }: Report): string {
  const empty = rows.find(({ program }) => program === emptyNode.name)
  const sentences = [
    `One run of \`npm run bench -- --readme\`: ${about}.`,
    'Medians of all programs in turn, results thrown away, memory at its peak. The executable is what `npm run package` makes; all but Node are fresh copies.',
    'The bare client only counts the bytes of the same answer and has no start of a program in its time: nothing can be faster.',
    ...(empty === undefined ? [] : [`An empty Node took ${empty.wallMedianMs.toFixed(0)} ms by itself.`]),
    ...(quiet === undefined ? [] : [`The machine: ${quiet}.`]),
  ]
  return sentences.join('\n')
}

function find(rows: readonly Summary[], load: string, program: string): Summary | undefined {
  return rows.find((row) => row.load === load && row.program === program)
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---')
  return [head, rule, ...lines]
    .map((line) => `|${line.map((text) => (text === '' ? '' : ` ${text}`)).join(' |')} |`)
    .join('\n')
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}
