import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import asc from 'assemblyscript/asc'
import { moduleFile } from './module-file.ts'

const root = join(import.meta.dirname, '..')
const source = join(root, 'src', 'wasm', 'packed-pairs.ts')
const target = join(root, 'src', 'render', 'keys', 'packed-pairs-module.ts')

/** Compiles src/wasm/packed-pairs.ts. Rejects with the compiler's words. */
async function compile(): Promise<Uint8Array> {
  let module: Uint8Array | undefined
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--outFile', 'module.wasm']
  const { error, stderr } = await asc.main([basename(source), ...flags], {
    readFile: (name) => (name === basename(source) ? readFileSync(source, 'utf8') : null),
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') module = contents
    },
    listFiles: () => [],
  })
  if (error !== null || module === undefined) throw new Error(`${error?.message ?? 'no module'}\n${stderr.toString()}`)
  return module
}

/** The generated file, and where it belongs. */
export async function packedPairsModule(): Promise<{ readonly path: string; readonly text: string }> {
  return { path: target, text: moduleFile('packedPairsModule', await compile(), 'scripts/packed-pairs-module.ts') }
}

if (process.argv[1] === import.meta.filename) {
  const { path, text } = await packedPairsModule()
  writeFileSync(path, text)
}
