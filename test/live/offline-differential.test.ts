import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { assertNoneMissing, missingHere } from '../support/required-releases.ts'
import { type CaseLine, readCases, type Section } from './case-file.ts'
import { describeDifference } from './compare.ts'
import { copyFiles, makeFiles } from './offline-files.ts'
import { commonLog } from './offline-log.ts'
import { type Outcome, play } from './play.ts'

const root = join(import.meta.dirname, '..', '..')
const cases = join(import.meta.dirname, 'offline-cases')
const ours = process.env.OURS ?? ourProgram('etcdutl')
/** `ONLY=text` keeps the sections and releases whose `version: file: title` holds the text. */
const only = process.env.ONLY ?? ''

const sections = readCases(cases)
const binaries = (await findEtcdBinaries()).binaries.filter(({ etcdutl }) => etcdutl !== undefined)

const lineCount = sections.flatMap((section) => section.lines).length
const missing = binaries.length === 0 ? [`no etcdutl to compare with: ${lineCount} lines left out`] : []

test('an etcdutl is there to compare with', { skip: missingHere(missing) }, () => assertNoneMissing(missing))

test('the case files hold at least 100 command lines', () => {
  const lines = sections.flatMap((section) => section.lines.filter((line) => !line.isFixture))
  assert.ok(lines.length >= 100, `${lines.length} lines`)
})

test('every difference on purpose has its heading in docs/differences.md', () => {
  const text = readFileSync(join(root, 'docs', 'differences.md'), 'utf8')
  const anchors = new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading)))
  const used = new Set(sections.flatMap(({ lines }) => lines.flatMap(({ differs }) => differs?.anchor ?? [])))
  assert.deepEqual(
    [...used].filter((anchor) => !anchors.has(anchor)),
    [],
  )
})

for (const etcd of binaries) {
  test(`etcdutl ${etcd.version}: command lines do the same as in the original`, async (t) => {
    const chosen = sections.filter(({ title }) => `${etcd.version}: ${title}`.includes(only))
    const folder = await mkdtemp(join(tmpdir(), 'etcdutl-ts-'))
    const counts = { compared: 0, wrong: 0, onPurpose: 0 }
    try {
      await makeFiles(etcd, join(folder, 'made'))
      for (const section of chosen) {
        await t.test(section.title, async (subtest) => {
          const report = await compareSection(section, etcd, folder)
          for (const text of report.onPurpose) subtest.diagnostic(`on purpose: ${text}`)
          counts.compared += report.compared
          counts.wrong += report.failures.length
          counts.onPurpose += report.onPurpose.length
          assert.ok(report.failures.length === 0, `\n${report.failures.join('\n\n')}\n`)
        })
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    const { compared, wrong, onPurpose } = counts
    t.diagnostic(`etcdutl ${etcd.version}: ${compared} lines compared, ${wrong} wrong, ${onPurpose} differ on purpose`)
  })
}

interface Logged extends Outcome {
  readonly log: readonly string[]
}

interface Report {
  compared: number
  readonly failures: string[]
  readonly onPurpose: string[]
}

async function compareSection(section: Section, etcd: EtcdBinaries, folder: string): Promise<Report> {
  const applies = (releases: readonly string[]) =>
    releases.length === 0 || releases.includes(etcd.release) || releases.includes(etcd.version)
  const lines = section.lines.filter(({ releases }) => applies(releases))
  const expected = await playSide(lines, etcd.etcdutl ?? '', folder, {})
  const got = await playSide(lines, ours, folder, { ETCDCTL_COMPAT: etcd.release })
  const noise = {
    cluster: section.cluster,
    redrawBoxes: etcd.tableStyle === 'box' && etcd.release === '3.5',
    saved: new Map<string, string>(),
  }
  const report: Report = { compared: 0, failures: [], onPurpose: [] }
  for (const [index, line] of lines.entries()) {
    const [wanted, seen] = [expected[index], got[index]]
    if (line.isFixture || wanted === undefined || seen === undefined) continue
    report.compared++
    const text =
      describeDifference(line, { expected: wanted, got: seen }, { expected: noise, got: noise }) ??
      logDifference(line, wanted, seen)
    const isMeant = line.differs !== undefined && applies(line.differs.releases)
    if (text !== undefined) (isMeant ? report.onPurpose : report.failures).push(text)
    else if (isMeant) report.failures.push(`${line.place}  ${line.text}\n  marked as different, but both do the same`)
  }
  return report
}

/** Only what `restore`, `defrag` and `migrate` log. Patch releases of 3.5 before .30 do not say what a learner is. */
function logDifference(line: CaseLine, wanted: Logged, seen: Logged): string | undefined {
  if (!wanted.args.some((arg) => ['restore', 'defrag', 'migrate'].includes(arg))) return undefined
  const learner = ', "added-peer-is-learner": false'
  const knowsLearners = wanted.log.join().includes(learner)
  const got = seen.log.map((text) => (knowsLearners ? text : text.replace(learner, '')))
  // the original begins with the work before it refuses
  const expected = wanted.log.filter((text) => wanted.code === 0 || !text.includes('Trimming'))
  if (expected.join('\n') === got.join('\n')) return undefined
  const shown = [...expected.map((text) => `    - ${text}`), ...got.map((text) => `    + ${text}`)]
  return [`${line.place}  ${line.text}`, '  log:', ...shown].join('\n')
}

const sizes = /(?<="totalSize":|"Size" : )\d+|\b\d+ kB/

/** Plays the lines in a folder of the same name for both sides: paths are part of the output. */
async function playSide(
  lines: Section['lines'],
  program: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Logged[]> {
  const work = join(folder, 'work')
  await rm(work, { recursive: true, force: true })
  await copyFiles(join(folder, 'made'), work)
  const player = {
    program,
    fixtureProgram: '/bin/sh',
    environment: { PATH: process.env.PATH ?? '', HOME: work, ...environment },
    defaults: {},
    folder: work,
    variables: new Map([['DIR', work]]),
  }
  const outcomes: Logged[] = []
  for (const line of lines) {
    const outcome = await play(line, player)
    outcomes.push({ ...withoutLog(outcome), log: commonLog(outcome.stderr) })
  }
  return outcomes
}

/** Without the log of the original, the patch release of a version, and the size of a database that was written anew. */
function withoutLog(outcome: Outcome): Outcome {
  const kept = outcome.stderr.split('\n').filter((line) => !/^\d{4}-\d\d-\d\dT[\d:]+(?:Z|[+-]\d+)?\t\w+\t/.test(line))
  const isWritten = outcome.args.some((arg) => /^(?:[rb]\d|default\.etcd|work)\/member\/snap\/db$/.test(arg))
  const shown = isWritten ? outcome.stdout.replace(sizes, '<size>') : outcome.stdout
  const stdout = shown.replace(/^(etcdutl version: \d+\.\d+)\.\d+/, '$1.<patch>')
  return { ...outcome, stdout, stderr: kept.join('\n') }
}

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-')
}
