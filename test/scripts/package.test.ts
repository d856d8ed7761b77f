import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { runProcess } from '../support/run-process.ts'

const root = join(import.meta.dirname, '..', '..')
const env = { PATH: process.env.PATH }

async function makeExecutables(...targets: string[]) {
  const script = join('scripts', 'package.mjs')
  const { code, stdout, stderr } = await runProcess(process.execPath, [script, ...targets], { cwd: root, env })
  return { code, stdout: stdout.toString(), stderr: stderr.toString() }
}

test('an unknown platform is refused', async () => {
  const stderr = 'plan9 is none of linux-x64, linux-arm64, darwin-x64, darwin-arm64, windows-x64, all\n'
  assert.deepEqual(await makeExecutables('plan9'), { code: 1, stdout: '', stderr })
})

const missing = [
  ['darwin-arm64', '@oven/bun-darwin-aarch64'],
  ['windows-x64', '@oven/bun-windows-x64'],
].filter(([, name = '']) => !existsSync(join(root, 'node_modules', name)))
const skip = missing.length === 0 && 'the runtimes of other platforms are installed'

test('each platform whose runtime is missing is one line that says how to get it', { skip }, async () => {
  const { code, stdout, stderr } = await makeExecutables(...missing.map(([target = '']) => target))
  assert.deepEqual([code, stdout], [1, ''])
  const lines = missing.map(
    ([target, name]) => `${target}: its runtime is missing: npm install --no-save --force ${name}@\\d+\\.\\d+\\.\\d+\n`,
  )
  assert.match(stderr, new RegExp(`^${lines.join('')}$`))
})
