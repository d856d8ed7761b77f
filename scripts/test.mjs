// Runs every test file with node's test runner, two files at a time, and exits with its code. With PROGRAM=executable
// only those that start our program: all others test modules, which are the same code in both.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const wanted = process.argv.slice(2)
const starter = join('test', 'support', 'our-program.ts')

function isWanted(file) {
  return file.endsWith('.test.ts') && (wanted.length === 0 || wanted.some((part) => file.includes(part)))
}

/** Whether a file imports the program's starter, be it by way of other files of the tests. */
function startsProgram(file, seen = new Set()) {
  if (file === starter) return true
  if (seen.has(file) || !file.startsWith('test')) return false
  seen.add(file)
  const imports = readFileSync(join(root, file), 'utf8').matchAll(/ from '(\.[^']+)'/g)
  return [...imports].some(([, path]) => startsProgram(join(dirname(file), path), seen))
}

const found = readdirSync(join(root, 'test'), { recursive: true })
  .map((file) => join('test', file))
  .filter(isWanted)
  .sort()
const isExecutable = process.env.PROGRAM === 'executable'
const files = isExecutable ? found.filter((file) => startsProgram(file)) : found

if (files.length === 0) {
  console.error(`no test file${wanted.length === 0 ? '' : ` with ${wanted.join(' or ')} in its path`}`)
  process.exit(1)
}
if (isExecutable) console.log(`${files.length} of ${found.length} test files start our program: the executable it is`)

const flags = ['--import', 'tsx', '--test', '--test-concurrency=2', '--test-reporter=spec']
const run = spawnSync(process.execPath, [...flags, ...files], { cwd: root, stdio: 'inherit' })
if (run.error) console.error(run.error.message)
process.exitCode = run.status ?? 1
