import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { runProcess } from '../support/run-process.ts'

const script = join(import.meta.dirname, '..', '..', 'scripts', 'startup-chunks.mjs')

test('short commands of the executable load few files', async (t) => {
  const { code, stdout, stderr } = await runProcess(process.execPath, [script])
  assert.equal(code, 0, stderr.toString())
  const counts = Object.entries(JSON.parse(stdout.toString()) as Record<string, number>)
  t.diagnostic(stdout.toString().trim())
  assert.ok(counts.length >= 8)
  for (const [name, count] of counts) {
    const most = name.startsWith('get-k-') ? 18 : 14
    assert.ok(count <= most, `${name} loads ${count} files, more than ${most}`)
  }
})
