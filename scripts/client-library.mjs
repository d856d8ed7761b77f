// Builds what `etcdctl-ts/client` stands for: the typed client as a module, and its declarations.
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { bundle } from './bundle.mjs'

const run = promisify(execFile)
const entry = join('client', 'index.d.ts')

/** Puts module and declarations into `folder`; resolves to the paths of what the module was made of. */
export async function buildClient(folder) {
  mkdirSync(dirname(folder), { recursive: true })
  const made = mkdtempSync(`${folder}-`)
  const { metafile } = await bundle({
    entryPoints: { index: 'src/client/index.ts' },
    outdir: made,
    target: 'node20',
    format: 'esm',
    // grpc-js is loaded when it is asked for
    splitting: true,
    metafile: true,
    // errors have the names of their classes
    keepNames: true,
    // packages in the older format load node's modules with it
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
  })
  await declare(made)
  rmSync(folder, { recursive: true, force: true })
  chmodSync(made, 0o755)
  renameSync(made, folder)
  return Object.keys(metafile.inputs)
}

/** The compiler declares every file; only what the entry's declaration leads to is kept. */
async function declare(folder) {
  const all = join(folder, 'all')
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc')
  await run(process.execPath, [tsc, '-p', 'tsconfig.client.json', '--outDir', all])
  const left = [entry]
  const seen = new Set(left)
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    const text = readFileSync(join(all, file), 'utf8')
    for (const [, path] of text.matchAll(relativeImport)) {
      const next = join(dirname(file), path.replace(/\.ts$/, '.d.ts'))
      if (!seen.has(next)) left.push(next)
      seen.add(next)
    }
    const target = join(folder, 'types', file)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(
      target,
      text.replaceAll(relativeImport, (found) => found.replace(/\.ts'$/, ".js'")),
    )
  }
  rmSync(all, { recursive: true })
}

const relativeImport = /(?<=\bfrom |\bimport\()'(\.[^']+\.ts)'/g
