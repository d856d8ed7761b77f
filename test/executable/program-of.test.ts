import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, linkSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { programOf } from '../../src/executable/program-of.ts'
import { isExecutable, ourProgram } from '../support/our-program.ts'

const words = ['snapshot', 'status', 'etcdutl']

test('the name that it was called by decides, with or without a folder and an ending', () => {
  for (const [calledAs, file, name] of [
    ['etcdctl', '/usr/bin/etcdutl', 'etcdctl'],
    ['etcdutl', '/usr/bin/etcdctl', 'etcdutl'],
    ['/opt/etcdctl/bin/etcdutl', '/usr/bin/etcdctl', 'etcdutl'],
    ['./etcdutl-linux-x64', '/dist/etcdctl-linux-x64', 'etcdutl'],
    ['C:\\etcdctl\\etcdutl.exe', 'C:\\x.exe', 'etcdutl'],
    ['-bash', '/usr/bin/etcdutl', 'etcdutl'],
    ['', '/usr/bin/etcdutl', 'etcdutl'],
    ['my-etcdutl', '/usr/bin/my-etcdutl', 'etcdctl'],
    ['e', '/usr/bin/e', 'etcdctl'],
  ] as const) {
    assert.deepEqual(
      programOf(words, calledAs, () => file),
      { name, args: words },
      `${calledAs} ${file}`,
    )
  }
})

test('etcdutl as the first word of etcdctl runs etcdutl, and nowhere else', () => {
  const args = ['version']
  assert.deepEqual(
    programOf(['etcdutl', ...args], 'etcdctl', () => ''),
    { name: 'etcdutl', args },
  )
  for (const line of [['--debug', 'etcdutl'], ['get', 'etcdutl'], ['etcdutl2'], []]) {
    assert.deepEqual(
      programOf(line, 'etcdctl', () => ''),
      { name: 'etcdctl', args: line },
    )
  }
  assert.deepEqual(
    programOf(['etcdutl'], 'etcdutl', () => ''),
    { name: 'etcdutl', args: ['etcdutl'] },
  )
})

function firstLine(program: string, args: readonly string[], argv0 = program): string {
  const { stdout } = spawnSync(program, args, { argv0, encoding: 'utf8', env: { ETCDCTL_COMPAT: '3.6' } })
  return stdout.split('\n')[0] ?? ''
}

test('both programs answer to etcdctl', () => {
  assert.equal(firstLine(ourProgram('etcdctl'), ['version']), 'etcdctl version: 3.6.14')
  assert.equal(firstLine(ourProgram('etcdctl'), ['etcdutl', 'version']), 'etcdutl version: 3.6.14')
  assert.equal(firstLine(ourProgram('etcdutl'), ['version']), 'etcdutl version: 3.6.14')
})

const skip = !isExecutable && 'only the executable is both programs'

test('one executable has both names, and others may be given to it', { skip }, (t) => {
  const [one, other] = [ourProgram('etcdctl'), ourProgram('etcdutl')].map((path) => statSync(path))
  assert.equal(one?.ino, other?.ino)
  const folder = mkdtempSync(join(tmpdir(), 'names-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const copy = join(folder, 'copied')
  copyFileSync(ourProgram('etcdctl'), copy)
  for (const [make, name, program] of [
    [symlinkSync, 'etcdutl', 'etcdutl'],
    [linkSync, 'etcdutl-3.7', 'etcdutl'],
    [symlinkSync, 'e', 'etcdctl'],
  ] as const) {
    make(copy, join(folder, name))
    assert.equal(firstLine(join(folder, name), ['version']), `${program} version: 3.6.14`, name)
  }
  assert.equal(firstLine(copy, ['version'], 'etcdutl'), 'etcdutl version: 3.6.14')
})
