import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Certificates, createCertificates } from '../support/certificates.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import type { EtcdBinaries } from '../support/etcd-binaries.ts'
import type { Section } from './case-file.ts'
import { describeDifference } from './compare.ts'
import { isBoxDrawing, type Noise } from './normalise.ts'
import { type Outcome, type Player, play } from './play.ts'

/** Nobody listens on port 1. */
const deadEndpoint = '127.0.0.1:1'

export interface SectionReport {
  readonly compared: number
  /** Lines that do not apply to this release. */
  readonly left: number
  /** Differences that are not documented, and documented ones that are not there. */
  readonly failures: readonly string[]
  /** Differences that are on purpose. */
  readonly onPurpose: readonly string[]
  /** Tables redrawn because this build draws others than its official release. */
  readonly redrawn: number
}

export interface Contest {
  readonly section: Section
  readonly binaries: EtcdBinaries
  /** The program under test; undefined for the original itself, which has no differences on purpose. */
  readonly ours: string | undefined
}

interface Side {
  readonly outcomes: readonly Outcome[]
  readonly saved: ReadonlyMap<string, string>
}

/** Plays a section with the original, then with ours on the same cluster made new, and compares line by line. */
export async function playSection(contest: Contest): Promise<SectionReport> {
  const { section, binaries } = contest
  const cluster = section.cluster.size === 0 ? undefined : await startFor(section, binaries)
  const folder = cluster?.folder ?? (await mkdtemp(join(tmpdir(), 'etcdctl-ts-')))
  try {
    const certificates = cluster?.certificates ?? createCertificates(join(folder, 'certificates'))
    const lines = linesFor(section, binaries)
    const pin: Record<string, string> = contest.ours === undefined ? {} : { ETCDCTL_COMPAT: binaries.release }
    const setting = { lines, cluster, certificates, folder, binaries }
    await cluster?.makeLeader(cluster.member(0))
    const expected = await playSide(setting, binaries.etcdctl, {})
    await cluster?.reset()
    await cluster?.makeLeader(cluster.member(0))
    const got = await playSide(setting, contest.ours ?? binaries.etcdctl, pin)
    return report(contest, lines, expected, got)
  } finally {
    await (cluster?.close() ?? rm(folder, { recursive: true, force: true }))
  }
}

function startFor({ cluster }: Section, binaries: EtcdBinaries): Promise<Cluster> {
  const { size, tls, distinctHosts } = cluster
  return startCluster({ binaries, size, tls, distinctHosts })
}

function linesFor(section: Section, { release }: EtcdBinaries) {
  return section.lines.filter(({ releases }) => releases.length === 0 || releases.includes(release))
}

interface Setting {
  readonly lines: Section['lines']
  readonly cluster: Cluster | undefined
  readonly certificates: Certificates
  readonly folder: string
  readonly binaries: EtcdBinaries
}

async function playSide(setting: Setting, program: string, extra: Record<string, string>): Promise<Side> {
  const { lines, cluster, certificates } = setting
  const folder = join(setting.folder, 'work')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  const variables = variablesFor(cluster, certificates, folder)
  const given = new Set(variables.keys())
  const player: Player = {
    program,
    fixtureProgram: setting.binaries.etcdctl,
    environment: { PATH: process.env.PATH ?? '', HOME: folder, ...extra },
    defaults: defaultsFor(cluster),
    folder,
    variables,
  }
  const outcomes: Outcome[] = []
  for (const line of lines) outcomes.push(await play(line, player))
  return { outcomes, saved: new Map([...variables].filter(([name]) => !given.has(name))) }
}

function variablesFor(cluster: Cluster | undefined, files: Certificates, folder: string): Map<string, string> {
  const members = cluster?.members ?? []
  const endpoints = members.length === 0 ? [deadEndpoint] : members.map((member) => member.endpoint)
  const urls = members.map((member) => member.clientUrl)
  return new Map([
    ['EP', endpoints[0] ?? deadEndpoint],
    ['EPS', endpoints.join(',')],
    ['URL', urls[0] ?? `http://${deadEndpoint}`],
    ['URLS', urls.join(',')],
    ...members.map((member, index) => [`EP${index + 1}`, member.endpoint] as const),
    ...members.map((member, index) => [`URL${index + 1}`, member.clientUrl] as const),
    ['PORT', (endpoints[0] ?? deadEndpoint).replace(/.*:/, '')],
    ['DEAD', deadEndpoint],
    ['DIR', folder],
    ['CA', files.ca],
    ['CERT', files.client.cert],
    ['KEY', files.client.key],
    ['WRONG_CA', files.wrongCa],
    ['WRONG_CERT', files.wrongClient.cert],
    ['WRONG_KEY', files.wrongClient.key],
  ])
}

function defaultsFor(cluster: Cluster | undefined): Record<string, string> {
  if (cluster === undefined) return { ETCDCTL_ENDPOINTS: deadEndpoint }
  const { certificates } = cluster
  const endpoints = {
    ETCDCTL_ENDPOINTS: certificates === undefined ? cluster.member(0).endpoint : cluster.member(0).clientUrl,
  }
  if (certificates === undefined) return endpoints
  const { ca, client } = certificates
  return { ...endpoints, ETCDCTL_CACERT: ca, ETCDCTL_CERT: client.cert, ETCDCTL_KEY: client.key }
}

function report(contest: Contest, lines: Section['lines'], expected: Side, got: Side): SectionReport {
  const { section, binaries } = contest
  const redrawBoxes = binaries.tableStyle === 'box' && binaries.release === '3.5'
  const noise = (side: Side): Noise => ({ cluster: section.cluster, redrawBoxes, saved: side.saved })
  const sides = { expected: noise(expected), got: noise(got) }
  const failures: string[] = []
  const onPurpose: string[] = []
  let redrawn = 0
  for (const [index, line] of lines.entries()) {
    const [wanted, seen] = [expected.outcomes[index], got.outcomes[index]]
    if (line.isFixture || wanted === undefined || seen === undefined) continue
    if (redrawBoxes && isBoxDrawing(wanted.stdout)) redrawn += 1
    const text = describeDifference(line, { expected: wanted, got: seen }, sides)
    const applies = line.differs !== undefined && appliesTo(line.differs.releases, binaries.release)
    if (text !== undefined) (applies ? onPurpose : failures).push(text)
    if (text === undefined && applies && contest.ours !== undefined) {
      failures.push(`${line.place}  ${line.text}\n  marked #differs: ${line.differs?.anchor}, but both do the same`)
    }
  }
  const compared = lines.filter((line) => !line.isFixture).length
  return { compared, left: section.lines.length - lines.length, failures, onPurpose, redrawn }
}

function appliesTo(releases: readonly string[], release: string): boolean {
  return releases.length === 0 || releases.includes(release)
}
