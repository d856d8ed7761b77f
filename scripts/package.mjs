// Compiles both programs into one self-contained file in dist/, which has both their names: `npm run package [-- <target>…]`,
// where a target is one of the names below, or `all`, and the machine's own is the default.
import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bundleForExecutable } from './bundle.mjs'
import { withChecksFirst } from './elf-entry.mjs'
import { writeReleaseFiles } from './release-files.mjs'
import { joinStartupChunks } from './startup-chunks.mjs'
import { recordOrders } from './startup-order.mjs'

const require = createRequire(import.meta.url)

/** For each target the package whose runtime goes into the executable. */
const runtimes = {
  'linux-x64': '@oven/bun-linux-x64',
  'linux-arm64': '@oven/bun-linux-aarch64',
  'darwin-x64': '@oven/bun-darwin-x64',
  'darwin-arm64': '@oven/bun-darwin-aarch64',
  'windows-x64': '@oven/bun-windows-x64',
}

const own = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
const compiler = require.resolve('bun/bin/bun.exe')

/** The runtime of another machine has to be installed on purpose: npm leaves out what cannot run here. */
function runtimeOf(target) {
  if (target === own) return compiler
  const folder = join('node_modules', runtimes[target], 'bin')
  return ['bun', 'bun.exe'].map((file) => join(folder, file)).find(existsSync)
}

/** Those of `targets` whose runtime is here; says of each of the others what to do, and makes the exit code 1. */
function possible(targets) {
  return targets.filter((target) => {
    if (runtimeOf(target) !== undefined) return true
    const { version } = require('bun/package.json')
    console.error(`${target}: its runtime is missing: npm install --no-save --force ${runtimes[target]}@${version}`)
    process.exitCode = 1
    return false
  })
}

/** Compiles the bundled program into `outfile`; `orders` are those in which earlier executables of it ran their functions. */
function compile({ bundled, target, outfile, orders = [] }) {
  const flags = [
    '--compile',
    '--bytecode',
    ...(orders.length === 0 ? [] : [`--bytecode-order=${orders.join(',')}`]),
    // each part is loaded when it is needed
    '--format=esm',
    '--splitting',
    '--minify',
    `--target=bun-${target}`,
    `--compile-executable-path=${runtimeOf(target)}`,
    // machine code pays later than a command is long; compiling it takes from the server where they share the cores
    '--compile-jit-policy=20',
    // what lies in the folder that the program is called in must not change what it does
    '--no-compile-autoload-dotenv',
    '--no-compile-autoload-bunfig',
  ]
  const part = `${outfile}.part`
  execFileSync(compiler, ['build', ...flags, bundled, `--outfile=${part}`], { stdio: ['ignore', 'ignore', 'inherit'] })
  putInPlace(existsSync(part) ? part : `${part}.exe`, outfile, target)
}

/** Written at one go the kernel caches the file in large pieces: it starts up to a tenth sooner than from many small ones. */
function putInPlace(compiled, outfile, target) {
  const content = target === 'linux-x64' ? withChecksFirst(readFileSync(compiled)) : readFileSync(compiled)
  rmSync(compiled)
  writeFileSync(compiled, content, { mode: 0o755 })
  renameSync(compiled, outfile)
}

async function joined(folder) {
  try {
    return await joinStartupChunks({ bun: compiler, folder, program: 'etcdctl.js' })
  } catch (error) {
    console.error(`not joined for a quick start: ${error.message}`)
    return join(folder, 'etcdctl.js')
  }
}

/** The orders of an executable for this machine: they hold for the others as well. */
async function ordersOf(bundled, folder) {
  const outfile = join(folder, process.platform === 'win32' ? 'first.exe' : 'first')
  try {
    compile({ bundled, target: own, outfile })
    return await recordOrders(outfile, folder)
  } catch (error) {
    console.error(`not laid out for a quick start: ${error.message}`)
    return []
  }
}

function namesFor(target) {
  return ['etcdctl', 'etcdutl'].map((name) =>
    join('dist', `${name}-${target}${target.startsWith('windows') ? '.exe' : ''}`),
  )
}

/** The executable is told by its name which of the two programs it is. */
function nameAlso(file, name) {
  rmSync(name, { force: true })
  linkSync(file, name)
}

function compileBoth({ bundled, target, orders }) {
  const [etcdctl, etcdutl] = namesFor(target)
  compile({ bundled, target, outfile: etcdctl, orders })
  nameAlso(etcdctl, etcdutl)
  console.log(`${etcdctl} and, the same file, ${etcdutl}`)
  return [etcdctl, etcdutl]
}

async function main(targets) {
  mkdirSync('dist', { recursive: true })
  const folder = mkdtempSync(join('dist', 'package-'))
  try {
    const inputs = await bundleForExecutable(folder)
    const bundled = await joined(folder)
    const orders = await ordersOf(bundled, folder)
    const executables = targets.flatMap((target) => compileBoth({ bundled, target, orders }))
    const made = await writeReleaseFiles({ executables, inputs, runtimes: targets.map((target) => runtimes[target]) })
    for (const file of made) console.log(file)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

/** Throws for a name that is no target. */
function targetsFor(words) {
  if (words.length === 0) return [own]
  if (words.includes('all')) return Object.keys(runtimes)
  const unknown = words.find((word) => runtimes[word] === undefined)
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${Object.keys(runtimes).join(', ')}, all`)
  return words
}

try {
  const targets = possible(targetsFor(process.argv.slice(2)))
  if (targets.length > 0) await main(targets)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
