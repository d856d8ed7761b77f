import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { runProcess } from '../support/run-process.ts'

const root = join(import.meta.dirname, '..', '..')
const inputs = ['src/main.ts', 'node_modules/chalk/source/index.js', 'node_modules/@grpc/grpc-js/build/src/index.js']

async function write(executables: readonly string[]): Promise<void> {
  const options = JSON.stringify({ executables, inputs, runtimes: ['@oven/bun-linux-x64'] })
  const script = `const { writeReleaseFiles } = await import('./scripts/release-files.mjs'); await writeReleaseFiles(${options})`
  const args = ['--input-type=module', '-e', script]
  const run = await runProcess(process.execPath, args, { cwd: root, env: { PATH: process.env.PATH } })
  assert.deepEqual([run.code, run.stderr.toString()], [0, ''])
}

test('executables come with sums, with licences and with a list of the packages that are in them', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'release-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const executable = join(folder, 'etcdctl-linux-x64')
  writeFileSync(executable, 'code')
  await write([executable])
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const sum = (name: string) => createHash('sha256').update(read(name)).digest('hex')
  const names = ['etcdctl-linux-x64', 'executable-licenses.txt', 'etcdctl.cdx.json']
  assert.equal(read('SHA256SUMS'), names.map((name) => `${sum(name)}  ${name}\n`).join(''))
  assert.match(read('executable-licenses.txt'), /^@grpc\/grpc-js [\s\S]*^chalk [\s\S]*^bun: MIT$/m)
  const list = JSON.parse(read('etcdctl.cdx.json'))
  const listed = list.components.map(({ name }: { name: string }) => name)
  assert.deepEqual(listed, ['@grpc/grpc-js', '@oven/bun-linux-x64', 'chalk'])
  assert.deepEqual([list.bomFormat, list.metadata.component.name], ['CycloneDX', 'etcdctl-ts'])
})
