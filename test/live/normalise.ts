import type { ClusterPlan } from './case-file.ts'
import type { Outcome } from './play.ts'
import { boxToAscii, isTable, maskColumn } from './tables.ts'

/** Go's text for a duration: units from h to ns, no zeros at the end of a fraction. */
const duration = String.raw`(?:\d+h)?(?:\d+m)?(?:0|[1-9]\d*)(?:\.\d*[1-9])?(?:ns|µs|ms|s)`
const wholeDuration = new RegExp(`^(?:${duration})?$`)
const took = new RegExp(String.raw`((?:took = |"took":"|"Took" : |\. took ))${duration}`, 'g')

const size = /^\d+(?:\.\d)? [kM]B$/
const sizeColumns = {
  'STORAGE VERSION': /^(?:3\.\d\.0)?$/,
  'DB SIZE': size,
  'IN USE': size,
  'PERCENTAGE NOT IN USE': /^\d+%$/,
}
const number = /^\d+$/
const termColumns = { 'RAFT TERM': number, 'RAFT INDEX': number, 'RAFT APPLIED INDEX': number }

/** What of a side's output may differ between two runs of the same program. */
export interface Noise {
  readonly cluster: ClusterPlan
  /** Redraw box tables: a distribution's 3.5 draws them where the official one draws ASCII. */
  readonly redrawBoxes: boolean
  /** Name and value of what was drawn by the server. */
  readonly saved: ReadonlyMap<string, string>
}

/** Standard output, as text, with what cannot be the same twice put out of sight. Keeps lengths where a table has them. */
export function normaliseStdout(outcome: Outcome, noise: Noise): string {
  const command = outcome.args.filter((arg) => !arg.startsWith('-')).join(' ')
  let text = maskSaved(decode(outcome.stdout), noise.saved)
  if (text.startsWith('┌') && noise.redrawBoxes) text = boxToAscii(text)
  if (/^lease t/.test(command)) text = maskRemaining(text)
  if (/^v/.test(command)) text = text.replace(/^(etcdctl version: \d+\.\d+)\.\d+/, '$1.<patch>')
  if (/^(en|def)/.test(command)) text = maskTook(text)
  if (/^en\w* s/.test(command)) text = maskSizes(text)
  // the storage version of a fresh server is set on a slow timer
  if (/^sn/.test(command)) text = text.replace(/^Server version 3\.\d\.0\n/m, '')
  return noise.cluster.size === 3 ? maskTerms(text) : text
}

/** Lines of standard error that are not the client library's log; of kept log lines, what is not time or place. */
export function normaliseStderr(outcome: Outcome, noise: Noise): string[] {
  const lines = maskTook(maskSaved(decode(outcome.stderr), noise.saved)).split('\n')
  return lines.filter((line) => !isLog(line)).map(maskLog)
}

/** Whether a side printed a table with box characters. */
export function isBoxDrawing(stdout: string): boolean {
  return decode(stdout).startsWith('┌')
}

function isLog(line: string): boolean {
  if (line.includes('environment variable')) return false
  if (line.startsWith('stty: ')) return true
  return line.startsWith('{"level":') || /^(INFO|WARNING|ERROR): \d{4}|^\d{4}[-/]\d\d[-/]\d\d /.test(line)
}

function maskLog(line: string): string {
  return (
    line
      .replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} /, '<time> ')
      .replace(/"ts":"[^"]+","caller":"flags\/flag\.go:\d+"/, '"ts":"<time>","caller":"flags/flag.go:<line>"')
      .replace(/"stacktrace":"(?:[^"\\]|\\.)*"/, '"stacktrace":"<stack>"')
      // an id is made of the address and the second: within one second the same address gives the same id
      .replace('etcdserver: member ID already exist', 'etcdserver: Peer URLs already exists')
  )
}

/** Text of valid UTF-8; other bytes become U+DC80 to U+DCFF, so that none are lost. */
function decode(bytes: string): string {
  const buffer = Buffer.from(bytes, 'latin1')
  const text = buffer.toString()
  return Buffer.from(text).equals(buffer) ? text : bytes.replace(/[\x80-\xff]/g, lone)
}

function lone(byte: string): string {
  return String.fromCharCode(0xdc00 + byte.charCodeAt(0))
}

function maskSaved(text: string, saved: ReadonlyMap<string, string>): string {
  let masked = text
  // the longest first: the digits of a revision may well stand within an id
  for (const [name, value] of [...saved].sort(([, a], [, b]) => b.length - a.length)) {
    // sentences on members pad an id to 16 digits
    masked = masked.replaceAll(`Member ${value.padStart(16)}`, `Member <${name}>`).replaceAll(value, `<${name}>`)
    if (/^[0-9a-f]{8,16}$/.test(value)) masked = masked.replaceAll(BigInt(`0x${value}`).toString(), `<${name}>`)
  }
  return masked
}

function maskTook(text: string): string {
  const masked = text.replace(took, '$1<took>')
  return isTable(masked) ? maskColumn(masked, 'TOOK', (cell) => wholeDuration.test(cell)) : masked
}

/** What is left of 300 s, and more than 255 of it, as all formats write it: seconds pass between two commands. */
function maskRemaining(text: string): string {
  const seconds = '(?:25[6-9]|2[6-9]\\d|300)'
  return text
    .replace(new RegExp(`(?<=, remaining\\()${seconds}(?=s\\))`), '<ttl>')
    .replace(new RegExp(`(?<="ttl":|"TTL" : )${seconds}\\b`), '<ttl>')
    .replace(/(?<=\x18)[\udc80-\udcac]\x02(?= )/, '<ttl>')
}

/** The size of a fresh database depends on when its last batch was written, its storage version on a slow timer. */
function maskSizes(text: string): string {
  if (isTable(text)) return maskColumns(text, sizeColumns)
  return text
    .replace(/"(dbSize|dbSizeInUse)":\d+/g, '"$1":<size>')
    .replace(/"(DBSize|DBSizeInUse)" : \d+/g, '"$1" : <size>')
    .replace(/("(?:storageVersion":|StorageVersion" : )")3\.\d\.0"/g, '$1<storage>"')
    .replace(/(?<=, \d+\.\d+\.\d+, )3\.\d\.0(?=, )/g, '<storage>')
    .replace(/(?<=, )\d+(?:\.\d)? [kM]B(?=, )/g, '<size>')
    .replace(/(?<=, )\d+%(?=, )/g, '<share>')
}

/** Terms, log positions: how often three members voted before they agreed. */
function maskTerms(text: string): string {
  if (isTable(text)) return maskColumns(text, termColumns)
  return text
    .replace(/"(raft_term|raftTerm|raftIndex|raftAppliedIndex)":\d+/g, '"$1":<term>')
    .replace(/"(RaftTerm|RaftIndex|RaftAppliedIndex)" : \d+/g, '"$1" : <term>')
    .replace(/(?<=(?:true|false), )\d+, \d+, \d+(?=, )/g, '<term>, <term>, <term>')
}

function maskColumns(table: string, columns: Readonly<Record<string, RegExp>>): string {
  const apply = (text: string, [header, pattern]: [string, RegExp]) => {
    return maskColumn(text, header, (cell) => pattern.test(cell))
  }
  return Object.entries(columns).reduce(apply, table)
}
