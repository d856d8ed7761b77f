import assert from 'node:assert/strict'
import test from 'node:test'
import { build, buildText, userAgent } from '../../src/base/build.ts'
import { parseProfile } from '../../src/base/release.ts'
import { showVersion } from '../../src/frame/version.ts'
import { runtime } from '../../src/runtime/current.ts'

interface Shown {
  readonly compat?: string
  readonly writeOut?: string
  readonly isTerminal?: boolean
  readonly args?: readonly string[]
}

async function shown({ compat = 'auto', writeOut = '', isTerminal = false, args = [] }: Shown) {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTerminal,
    isEscaping: false,
    hasColour: false,
    isDumb: false,
    draw: async () => {},
    write: async (chunk: Uint8Array | string) => {
      written[name] += chunk
    },
  })
  const io = { args, stdout: output('stdout'), stderr: output('stderr') }
  await showVersion({ io, profile: parseProfile(compat), writeOut }, 'etcdutl')
  return written
}

const plain = 'etcdutl version: 3.7.1\nAPI version: 3.7\n'
const own = `etcdctl-ts 0.0.0 on node ${process.versions.node}\n`

test('version prints the two lines of the release and nothing else into pipes', async () => {
  assert.deepEqual(await shown({}), { stdout: plain, stderr: '' })
  assert.deepEqual(await shown({ writeOut: 'table' }), { stdout: plain, stderr: '' })
})

test('version tells a person which build it is', async () => {
  assert.deepEqual(await shown({ isTerminal: true }), { stdout: plain, stderr: own })
  assert.deepEqual(await shown({ args: ['version', '--debug'] }), { stdout: plain, stderr: own })
})

test('version -w json tells a program which build it is', async () => {
  const { stdout, stderr } = await shown({ writeOut: 'json', isTerminal: true })
  assert.deepEqual([stdout.endsWith('}\n'), stderr], [true, ''])
  const facts = { package: 'etcdctl-ts', version: '0.0.0', runtime: runtime.name }
  assert.deepEqual(JSON.parse(stdout), { program: 'etcdutl', version: '3.7.1', apiVersion: '3.7', build: facts })
})

test('under a pin version prints what the release prints, whatever the format', async () => {
  const stdout = 'etcdutl version: 3.6.14\nAPI version: 3.6\n'
  const given = { compat: '3.6', writeOut: 'json', isTerminal: true, args: ['--debug'] }
  assert.deepEqual(await shown(given), { stdout, stderr: '' })
})

test('a build of the sources themselves has no commit', () => {
  assert.deepEqual(build, { package: 'etcdctl-ts', version: '0.0.0' })
  assert.equal(userAgent, 'etcdctl-ts/0.0.0')
  assert.equal(buildText('node 20'), 'etcdctl-ts 0.0.0 on node 20')
})
