import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { runProcess } from '../support/run-process.ts'
import { openTerminal, terminalProblem } from '../support/terminal.ts'

const { binaries } = await findEtcdBinaries()
const pins = ['auto', '3.4', '3.5', '3.6', '3.7']
const flags = ['ca-file', 'cert-file', 'key-file', 'output', 'no-sync', 'peers']
const commands = [
  'cluster-health',
  'mk',
  'set',
  'mkdir',
  'rm',
  'rmdir',
  'update',
  'updatedir',
  'setdir',
  'exec-watch',
  'import',
  'backup',
]

/** Each line, and how its remark begins. */
const lines: readonly (readonly [words: readonly string[], start: string])[] = [
  ...commands.map((name) => {
    return [[name, '/a', 'b'], `${name} is a command of the v2 API: ETCDCTL_API=2 etcdctl ${name}; in v3: `] as const
  }),
  ...flags.map((name) => {
    return [
      ['get', 'k', `--${name}`, 'x'],
      `--${name} is a flag of the v2 API (ETCDCTL_API=2 in front of etcdctl); in v3: `,
    ] as const
  }),
]

interface Ending {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: readonly string[]
}

async function play(program: string, words: readonly string[], env: Readonly<Record<string, string>>): Promise<Ending> {
  const { code, stdout, stderr } = await runProcess(program, words, { env: { PATH: process.env.PATH, ...env } })
  return { code, stdout: stdout.toString(), stderr: stderr.toString().trimEnd().split('\n') }
}

for (const pin of pins) {
  test(`who types v2 in v3 is told its name there in one line in front, and all else stays (${pin})`, async () => {
    const real = binaries.find(({ release }) => release === pin)
    for (const [words, start] of lines) {
      const ours = await play(ourProgram('etcdctl'), words, { ETCDCTL_COMPAT: pin })
      const [remark = '', ...others] = ours.stderr
      assert.ok(remark.startsWith(start), remark)
      assert.equal(others.filter((line) => line.includes('of the v2 API')).length, 0)
      assert.match(others[0] ?? '', /^Error: unknown (?:command|flag)/)
      if (real === undefined) continue
      const theirs = await play(real.etcdctl, words, { ETCDCTL_API: '3' })
      assert.deepEqual([ours.code, ours.stdout === ''], [theirs.code, theirs.stdout === ''], words.join(' '))
      assert.equal(others.at(-1), theirs.stderr.at(-1), words.join(' '))
    }
  })
}

const skip = (await terminalProblem()) ?? false

test('the same line comes on a terminal', { skip }, async (t) => {
  for (const [words, start] of lines) {
    const terminal = openTerminal(t, [ourProgram('etcdctl'), ...words])
    await terminal.waitFor(start)
    assert.notEqual((await terminal.ended).code, 0)
  }
})

test('a word that neither API has gets no such line, nor a flag of v3', async () => {
  for (const words of [['clusterhealth'], ['get', 'k', '--quorum'], ['get', 'k', '--cacert']]) {
    const { stderr } = await play(ourProgram('etcdctl'), words, {})
    assert.doesNotMatch(stderr.join('\n'), /v2 API/)
  }
})
