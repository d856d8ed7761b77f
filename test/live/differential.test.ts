import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { assertNoneMissing, missingHere, missingRequired } from '../support/required-releases.ts'
import { readCases } from './case-file.ts'
import { playSection, type SectionReport } from './play-section.ts'

const root = join(import.meta.dirname, '..', '..')
const cases = join(import.meta.dirname, 'cases')
const differences = join(root, 'docs', 'differences.md')

/** `OURS=path` plays another program against the original; `OURS=original` the original itself. */
const ours = process.env.OURS ?? ourProgram('etcdctl')
/** `ONLY=text` keeps the sections and releases whose `version: file: title` holds the text. */
const only = process.env.ONLY ?? ''

const sections = readCases(cases)
const found = await findEtcdBinaries()
const { binaries } = found

const missing = missingRequired(found)

test('etcd 3.4 and 3.5 are there to compare with', { skip: missingHere(missing) }, () => assertNoneMissing(missing))

test('the case files hold at least 200 command lines', () => {
  const lines = sections.flatMap((section) => section.lines.filter((line) => !line.isFixture))
  assert.ok(lines.length >= 200, `${lines.length} lines`)
})

test('every difference on purpose has its heading in docs/differences.md', () => {
  const text = existsSync(differences) ? readFileSync(differences, 'utf8') : ''
  const anchors = new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading)))
  const used = new Set(sections.flatMap(({ lines }) => lines.flatMap(({ differs }) => differs?.anchor ?? [])))
  assert.deepEqual(
    [...used].filter((anchor) => !anchors.has(anchor)),
    [],
  )
})

test('command lines do the same as in the original', { concurrency: 2 }, async (t) => {
  const runs: Promise<void>[] = []
  for (const etcd of binaries) {
    const reports: SectionReport[] = []
    const chosen = sections.filter(({ title }) => `${etcd.version}: ${title}`.includes(only))
    const contest = { binaries: etcd, ours: ours === 'original' ? undefined : ours }
    const played = chosen.map((section) =>
      t.test(`${etcd.version}: ${section.title}`, async (subtest) => {
        const report = await playSection({ section, ...contest })
        reports.push(report)
        for (const text of report.onPurpose) subtest.diagnostic(`on purpose: ${text}`)
        assert.ok(report.failures.length === 0, `\n${report.failures.join('\n\n')}\n`)
      }),
    )
    runs.push(Promise.all(played).then(() => t.diagnostic(`etcdctl ${etcd.version}: ${summary(reports)}`)))
  }
  await Promise.all(runs)
})

function summary(reports: readonly SectionReport[]): string {
  const sum = (count: (report: SectionReport) => number) => reports.reduce((total, report) => total + count(report), 0)
  return [
    `${sum((report) => report.compared)} lines compared`,
    `${sum((report) => report.failures.length)} wrong`,
    `${sum((report) => report.onPurpose.length)} differ on purpose`,
    `${sum((report) => report.left)} not for this release`,
    `${sum((report) => report.redrawn)} tables redrawn in ASCII first`,
  ].join(', ')
}

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-')
}
