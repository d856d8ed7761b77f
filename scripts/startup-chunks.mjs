// Joins the files that short commands load: each one that a run loads costs it some ten microseconds, and the bundler makes many.
// `node scripts/startup-chunks.mjs` tells how many each command loads then.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { rollup } from 'rollup'
import { bundleForExecutable } from './bundle.mjs'
import { overTls, overV2, playShortCommands } from './startup-runs.mjs'

const run = promisify(execFile)

/** Loaded ahead of the program it notes each file that is loaded; under node other files would be. */
const notes = `const { appendFileSync, readFileSync } = require('node:fs')
Bun.plugin({ name: 'notes', setup(build) {
  build.onLoad({ filter: /\\.js$/ }, ({ path }) => {
    appendFileSync(process.env.LOADED_FILES, path + '\\n')
    return { contents: readFileSync(path, 'utf8'), loader: 'js' }
  })
} })
`

/** Joins what `program` in `folder` is made of into a folder below; resolves to the program there. `bun` runs it to see what it loads. */
export async function joinStartupChunks({ bun, folder, program }) {
  const groupOf = groups(await recordLoads({ bun, folder, program: join(folder, program) }))
  const joined = await rollup({
    input: join(folder, program),
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
    preserveEntrySignatures: false,
    // what is there is needed, and has been looked through
    treeshake: false,
    onLog: () => {},
  })
  const dir = join(folder, 'joined')
  await joined.write({
    dir,
    format: 'esm',
    hoistTransitiveImports: false,
    manualChunks: (id) => groupOf.get(basename(id)),
  })
  await joined.close()
  return join(dir, program)
}

/** The names of the files that each command loads beside the program itself, by its name. */
async function recordLoads({ bun, folder, program }) {
  const preload = resolve(folder, 'notes.js')
  writeFileSync(preload, notes)
  const loads = await playShortCommands(folder, async (words, name, variables) => {
    const file = resolve(folder, `loads-${name}`)
    const env = { PATH: process.env.PATH, LOADED_FILES: file, ...variables }
    await run(bun, ['--preload', preload, program, ...words], { env, timeout: 60_000, killSignal: 'SIGKILL' })
    const names = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((path) => basename(path))
    return [name, new Set(names.filter((each) => each !== basename(program)))]
  })
  return new Map(loads)
}

/**
 * For each file the one that it is put into: what a run without a server needs, what nearly all others need, what only TLS or v2 needs. The rest
 * stays where it is.
 */
function groups(loads) {
  const first = loads.get('version')
  const others = ['version', overTls, overV2]
  const calls = [...loads].filter(([name]) => !others.includes(name)).map(([, files]) => files)
  const groupOf = (file) => {
    if (first.has(file)) return 'first'
    const times = calls.filter((files) => files.has(file)).length
    if (times === 0) return loads.get(overTls)?.has(file) === true ? 'tls' : 'v2'
    return times >= calls.length - 1 ? 'calls' : undefined
  }
  return new Map([...loads.values()].flatMap((files) => [...files].map((file) => [file, groupOf(file)])))
}

async function tellCounts() {
  const bun = createRequire(import.meta.url).resolve('bun/bin/bun.exe')
  const folder = mkdtempSync(join('dist', 'chunks-'))
  try {
    await bundleForExecutable(folder)
    const program = await joinStartupChunks({ bun, folder, program: 'etcdctl.js' })
    const loads = await recordLoads({ bun, folder: dirname(program), program })
    console.log(JSON.stringify(Object.fromEntries([...loads].map(([name, files]) => [name, files.size]))))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

if (process.argv[1] === import.meta.filename) await tellCounts()
