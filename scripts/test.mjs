// Runs every test file with node's test runner, two files at a time, and exits with its code.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const wanted = process.argv.slice(2)

function isWanted(file) {
  return file.endsWith('.test.ts') && (wanted.length === 0 || wanted.some((part) => file.includes(part)))
}

const files = readdirSync(join(root, 'test'), { recursive: true })
  .map((file) => join('test', file))
  .filter(isWanted)
  .sort()

if (files.length === 0) {
  console.error(`no test file${wanted.length === 0 ? '' : ` with ${wanted.join(' or ')} in its path`}`)
  process.exit(1)
}

const flags = ['--import', 'tsx', '--test', '--test-concurrency=2', '--test-reporter=spec']
const run = spawnSync(process.execPath, [...flags, ...files], { cwd: root, stdio: 'inherit' })
if (run.error) console.error(run.error.message)
process.exitCode = run.status ?? 1
