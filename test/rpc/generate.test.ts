import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

function check(folder: string): { code: number | null; stderr: string } {
  const run = spawnSync(process.execPath, [join(folder, 'scripts/generate-rpc.mjs'), '--check'], { encoding: 'utf8' })
  return { code: run.status, stderr: run.stderr }
}

test('the generated files are what the generator writes today', () => {
  assert.deepEqual(check(root), { code: 0, stderr: '' })
})

test('the check names the files that a changed proto file makes stale', (t) => {
  const copy = mkdtempSync(join(tmpdir(), 'generate-rpc-'))
  t.after(() => rmSync(copy, { recursive: true }))
  for (const path of ['proto', 'src/rpc', 'scripts/generate-rpc.mjs', 'biome.json', '.gitignore', 'package.json']) {
    cpSync(join(root, path), join(copy, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  appendFileSync(join(copy, 'proto/lease.proto'), 'message Added { string word = 1; }\n')
  const { code, stderr } = check(copy)
  assert.equal(code, 1)
  assert.deepEqual(stderr.match(/\S+ is stale/g), ['src/rpc/messages.ts is stale', 'src/rpc/fields.ts is stale'])
})
