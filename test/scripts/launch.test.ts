import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { runProcess } from '../support/run-process.ts'

const bin = join(import.meta.dirname, '..', '..', 'bin')

test('before the build both programs say in one line what to do', async (t) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'launch-')))
  t.after(() => rmSync(folder, { recursive: true }))
  cpSync(bin, join(folder, 'bin'), { recursive: true })
  for (const name of ['etcdctl', 'etcdutl']) {
    const { code, stdout, stderr } = await runProcess(process.execPath, [join(folder, 'bin', name), 'version'])
    const missing = join(folder, 'dist', `${name}.cjs`)
    assert.equal(stderr.toString(), `Error: ${missing} is missing: run npm run build in ${folder}\n`)
    assert.deepEqual([code, stdout.length], [1, 0])
  }
})
