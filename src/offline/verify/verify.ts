import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import type { Leaf } from '../bbolt/leaf.ts'
import { metaFaults } from '../bbolt/meta.ts'
import { type BoltBucket, type BoltReader, openBolt } from '../bbolt/reader.ts'
import { IntegrityError, type SoundVisit, visitSound } from '../bbolt/sound-visit.ts'
import { utf8 } from '../bytes.ts'
import { crc32c } from '../checksum/crc32c.ts'
import type { Source } from '../files/file-source.ts'
import { compactionMarks } from '../mvcc/compaction.ts'
import { hashLeaf } from '../mvcc/hash.ts'
import { KeyTable } from '../mvcc/key-table.ts'
import { parseRevisionKey } from '../mvcc/revision-key.ts'
import { bucketRules, type Rule, type Rules } from './bucket-rules.ts'
import { hasDigest, isWhole, readDigests } from './digest.ts'
import { Findings } from './findings.ts'
import { type Compactions, KeyEntries } from './key-entries.ts'
import { KeyHistory } from './key-history.ts'
import { LeaseIds } from './lease-ids.ts'

export interface VerifyReport {
  /** False when there is any problem. */
  readonly isSound: boolean
  /** One line for each thing that was proved, most important first. */
  readonly proved: readonly string[]
  /** What could not be proved though nothing is known to be wrong, as the bytes of a file without a trailing hash. */
  readonly unproved: readonly string[]
  /** One line for each problem, at most 100, then a line that tells how many more there are. */
  readonly problems: readonly string[]
  /** The trailing SHA-256 in hex; undefined when the file has none. */
  readonly digest: string | undefined
  readonly sizeBytes: number
  /** The hash that `snapshot status` prints; this and what follows is undefined when the pages are damaged. */
  readonly hash: number | undefined
  readonly revision: bigint | undefined
  /** User keys that exist at the last revision. */
  readonly keys: number | undefined
}

type MakeTable = (sizeBytes: number) => KeyTable

export interface VerifyOptions {
  /** The file is a database that was copied: it has no SHA-256 at its end, which is a problem otherwise. */
  readonly isBareCopy?: boolean
  /** Makes room for the keys. */
  readonly makeTable?: MakeTable
}

/**
 * Reads the whole file and proves all that can be proved. Damage never throws: it is in the report. Throws a CliError when
 * the file cannot be read.
 */
export function verifySnapshot(source: Source, options: VerifyOptions = {}): VerifyReport {
  const { isBareCopy = false, makeTable = KeyTable.forFile } = options
  const report = new Report()
  const digest = checkDigest(source, report, isBareCopy)
  const isProved = digest !== undefined && report.findings.count === 0
  const contents = guarded(report, () => checkDatabase(source, report, { makeTable, isProved }))
  return {
    isSound: report.findings.count === 0,
    proved: report.proved,
    unproved: report.unproved,
    problems: report.findings.lines(),
    digest,
    sizeBytes: source.size,
    hash: contents?.hash,
    revision: contents?.entries.main,
    keys: contents?.entries.keys,
  }
}

class Report {
  readonly findings = new Findings()
  readonly proved: string[] = []
  readonly unproved: string[] = []

  /** Runs a check; the line counts as proved when the check found nothing. */
  prove(check: () => string): void {
    const before = this.findings.count
    const line = check()
    if (this.findings.count === before) this.proved.push(line)
  }
}

/** The result, or undefined when a failure ended the check: that goes into the report. */
function guarded<T>(report: Report, check: () => T): T | undefined {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    const lines = error instanceof IntegrityError ? error.violations : [error.message]
    for (const line of lines) report.findings.add(line)
    return undefined
  }
}

function checkDigest(source: Source, report: Report, isBareCopy: boolean): string | undefined {
  if (!hasDigest(source.size)) {
    if (!isWhole(source.size))
      report.findings.add(`the length of ${source.size} bytes is neither whole pages nor pages and a SHA-256`)
    else if (isBareCopy) report.unproved.push('no trailing SHA-256: only the structure is proved, not every byte')
    else report.findings.add('the SHA-256 at the end is missing: the file is cut, or a copied database (--bare-copy)')
    return undefined
  }
  const { stored, computed } = readDigests(source)
  report.prove(() => {
    if (stored !== computed)
      report.findings.add(`the trailing SHA-256 is ${stored}, but that of the file is ${computed}`)
    return `every byte is as the server sent it: SHA-256 ${stored}`
  })
  return stored
}

interface Contents {
  readonly hash: number
  readonly entries: KeyEntries
}

interface DatabaseCheck {
  readonly makeTable: MakeTable
  /** The digest is right. */
  readonly isProved: boolean
}

function checkDatabase(source: Source, report: Report, { makeTable, isProved }: DatabaseCheck): Contents {
  const reader = openBolt(source)
  report.prove(() => {
    for (const fault of metaFaults(source, reader.pageSize)) report.findings.add(fault)
    return `both meta pages are valid, transaction ${reader.meta.txid}`
  })
  const visit = new Visit(report.findings, keyEntries(reader, report.findings, makeTable), bucketRules({ isProved }))
  visitSound(reader, visit)
  report.proved.push(`${reader.meta.pgid} pages of ${reader.pageSize} bytes: none is used twice, all keys are in order`)
  for (const name of ['key', 'meta']) {
    if (reader.bucket(name) === undefined) report.findings.add(`there is no bucket ${quote(name)}`)
  }
  const { entries, hash } = visit
  report.prove(() => finishEntries(reader, entries))
  if (visit.problems === 0) report.proved.push(`${visit.others} entries of other buckets are what they should be`)
  for (const main of entries.empty)
    report.unproved.push(`key: revision ${main}/0 holds no pair: a restore with --bump-revision makes such an entry`)
  for (const name of visit.unknown)
    report.unproved.push(`bucket ${quote(name)} is not known: its entries are not checked`)
  return { hash, entries }
}

/** What is needed beforehand to check the keys. Pages that are damaged are named by a visit of all of them. */
function keyEntries(reader: BoltReader, findings: Findings, makeTable: MakeTable): KeyEntries {
  try {
    const compactions = compactionsOf(reader)
    const table = makeTable(reader.sizeBytes)
    const history = new KeyHistory(findings, compactions.compacted, LeaseIds.of(reader), table)
    return new KeyEntries(findings, compactions, history)
  } catch (error) {
    visitSound(reader, { bucket: () => undefined, leaf: () => undefined, stray: () => undefined })
    throw error
  }
}

/** Of marks that are damaged, which the rules for their bucket find, nothing follows. */
function compactionsOf(reader: BoltReader): Compactions {
  const marks = compactionMarks.map((name) => reader.bucket('meta')?.get(utf8(name)))
  const [finished = -1n, scheduled = -1n] = marks.map((mark) => (mark && parseRevisionKey(mark))?.main)
  return { finished, compacted: scheduled > finished ? scheduled : finished }
}

function finishEntries(reader: BoltReader, entries: KeyEntries): string {
  const bucket = reader.bucket('key')
  if (bucket !== undefined) entries.finish(bucket)
  const { first, main, keys } = entries
  return `${entries.entries} revisions from ${first} to ${main}: none is missing, each is a pair of its own revision; ${keys} keys`
}

class Visit implements SoundVisit {
  hash = 0
  others = 0
  /** Among the other buckets' entries. */
  problems = 0
  readonly unknown: Uint8Array[] = []
  readonly entries: KeyEntries
  private readonly findings: Findings
  private readonly rules: Rules
  private name = ''
  private rule: Rule | undefined

  constructor(findings: Findings, entries: KeyEntries, rules: Rules) {
    this.rules = rules
    this.findings = findings
    this.entries = entries
  }

  bucket({ name }: BoltBucket): void {
    this.hash = crc32c(this.hash, name)
    this.name = Buffer.from(name).toString('latin1')
    this.rule = this.rules.get(this.name)
    if (this.rule === undefined && this.name !== 'key') this.unknown.push(name)
  }

  leaf(leaf: Leaf): void {
    this.hash = hashLeaf(this.hash, leaf)
    if (this.name === 'key') this.entries.leaf(leaf)
    else if (this.rule !== undefined) this.checkLeaf(leaf, this.rule)
  }

  stray(name: Uint8Array): void {
    this.findings.add(`${quote(name)} is not a bucket`)
  }

  private checkLeaf({ bytes, count, keyStarts, valueStarts, valueEnds }: Leaf, rule: Rule): void {
    this.others += count
    for (let index = 0; index < count; index++) {
      const key = bytes.subarray(keyStarts[index], valueStarts[index])
      const fault = rule(key, bytes.subarray(valueStarts[index], valueEnds[index]))
      if (fault === undefined) continue
      this.problems += 1
      this.findings.add(`${this.name}: ${quote(key)} ${fault}`)
    }
  }
}
