import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { isExecutable } from '../support/our-program.ts'
import { chainScenarios } from './chain-scenarios.ts'
import { handshakeScenarios } from './handshake-scenarios.ts'
import { keyScenarios } from './key-scenarios.ts'
import { nameScenarios } from './name-scenarios.ts'
import { type Outcome, ourClient, ourExecutablePlayer, type Player, realClient } from './players.ts'
import { ruleScenarios } from './rule-scenarios.ts'
import type { Scenario } from './scenario.ts'

/** Scenarios that are played at the same time. */
const atOnce = 4

const folder = mkdtempSync(join(tmpdir(), 'trust-'))
after(() => rmSync(folder, { recursive: true, force: true }))

interface Row {
  readonly scenario: Scenario
  readonly ours: ReadonlyMap<string, Outcome>
  readonly originals: ReadonlyMap<string, Outcome>
}

const hasIpv6 = await canListen('::1')
const groups = [nameScenarios, chainScenarios, ruleScenarios, keyScenarios, handshakeScenarios]
const scenarios = groups.flat().filter(({ host }) => host !== '[::1]' || hasIpv6)
const ours = [ourClient('node', 'http2'), ourClient('grpc-js', 'grpc-js'), ourExecutablePlayer()].filter(
  (each) => each !== undefined,
)
/** The newest one found; all of them, older rules included, with `ORIGINALS=all`. */
const found = (await findEtcdBinaries()).binaries
const originals = found
  .slice(process.env.ORIGINALS === 'all' ? 0 : -1)
  .map(({ version, etcdctl }) => realClient(version, etcdctl))
const rows = await playAll()
console.log(table())

function canListen(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(0, host, () => server.close(() => resolve(true)))
  })
}

async function playAll(): Promise<Row[]> {
  const made: Row[] = []
  const left = scenarios.map((scenario, at) => ({ scenario, at }))
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) made[next.at] = await playOne(next.scenario)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return made
}

async function playOne(scenario: Scenario): Promise<Row> {
  const play = async (players: readonly Player[]) =>
    new Map(
      await Promise.all(players.map(async (player) => [player.name, await player.play(scenario, folder)] as const)),
    )
  return { scenario, ours: await play(ours), originals: await play(originals) }
}

const hasExecutable = ours.some(({ name }) => name === 'executable')

function verdict(outcome: Outcome | undefined): string {
  if (outcome === undefined) return ''
  return outcome.isTrusted ? 'trusts' : '-'
}

function table(): string {
  const columns = [...ours, ...originals].map(({ name }) => name)
  const lines = rows.map((row) => {
    const { scenario } = row
    const cells = columns.map((name) => verdict(row.ours.get(name) ?? row.originals.get(name)).padEnd(10))
    return `${scenario.name.padEnd(60)} ${cells.join(' ')} ${remark(scenario, row)}`
  })
  return [`${'server'.padEnd(60)} ${columns.map((name) => name.padEnd(10)).join(' ')}`, ...lines].join('\n')
}

function remark(scenario: Scenario, row: Row): string {
  const reasons = new Set(ours.map(({ name }) => strictness(scenario, name)))
  const reason = [...reasons].find((each) => each !== undefined)
  if (reason !== undefined) return `listed: ${reason}`
  const [first = ''] = row.ours.get('node')?.words.split('\n') ?? []
  return row.ours.get('node')?.isTrusted === true ? '' : first.replace(/^\S+: TLS: |;[^;]*$/g, '')
}

/** Why we refuse a server that the original trusts. */
function strictness({ stricter, stricterExecutable }: Scenario, name: string): string | undefined {
  const reason = name === 'executable' ? (stricterExecutable ?? stricter) : stricter
  return reason === '' ? undefined : reason
}

/** Lines for the outcomes that are not as they should be. */
function wrong(
  outcomes: (row: Row) => ReadonlyMap<string, Outcome>,
  isRight: (row: Row, name: string, outcome: Outcome) => boolean,
): string[] {
  return rows.flatMap((row) =>
    [...outcomes(row)]
      .filter(([name, outcome]) => !isRight(row, name, outcome))
      .map(
        ([name, { isTrusted, words }]) => `${row.scenario.name}: ${name} ${isTrusted ? 'trusts' : `refuses: ${words}`}`,
      ),
  )
}

test('there are enough servers in the table, and no two of one name', () => {
  assert.ok(scenarios.length >= 150, `${scenarios.length}`)
  assert.equal(new Set(scenarios.map(({ name }) => name)).size, scenarios.length)
})

test('every way to speak TLS trusts the servers that Go trusts, and no other', () => {
  const isRight = ({ scenario }: Row, name: string, { isTrusted }: Outcome): boolean =>
    isTrusted === (scenario.go === 'trusts' && strictness(scenario, name) === undefined)
  assert.deepEqual(
    wrong((row) => row.ours, isRight),
    [],
  )
})

test('a server that is not trusted ends the command at once, with the reason', () => {
  const isRight = ({ scenario }: Row, _name: string, { isTrusted, isLate, words }: Outcome): boolean =>
    isTrusted ||
    (isLate === (scenario.isSilent === true) && /: (?:TLS|HTTP2): .*; |^(?:Error: )?(?:tls|x509): /m.test(words))
  assert.deepEqual(
    wrong((row) => row.ours, isRight),
    [],
  )
})

test('the executable is among the players when it is what is tested', () => {
  assert.ok(hasExecutable || !isExecutable)
})

test('the executable names the way out for a key usage that only it refuses', {
  skip: !hasExecutable && 'there is no executable: npm run package makes it',
}, () => {
  const row = rows.find(({ scenario }) => scenario.name === 'key usage: keys')
  assert.match(
    row?.ours.get('executable')?.words ?? '',
    /: TLS: .* lacks digitalSignature in its key usage; .* use the program under Node$/m,
  )
})

test('no original refuses a server that we trust', { skip: originals.length === 0 && 'no etcd was found' }, () => {
  const isRight = ({ scenario, ours: own }: Row, name: string, { isTrusted }: Outcome): boolean =>
    isTrusted || [...own.values()].every((outcome) => !outcome.isTrusted) || scenario.refusedBy?.includes(name) === true
  assert.deepEqual(
    wrong((row) => row.originals, isRight),
    [],
  )
})
