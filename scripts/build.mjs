import { execFile } from 'node:child_process'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { bundle } from './bundle.mjs'
import { buildClient } from './client-library.mjs'
import { licensesText } from './licenses.mjs'

const run = promisify(execFile)

const { outputFiles, metafile } = await bundle({
  entryPoints: { etcdctl: 'src/etcdctl.ts', etcdutl: 'src/etcdutl.ts' },
  outdir: 'dist',
  write: false,
  metafile: true,
  target: 'node20',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // code that is run as one function may not import modules by itself
  supported: { 'dynamic-import': false },
  // the launcher runs the bundle as one function; it reads it as single bytes
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
})

await mkdir('dist', { recursive: true })
for (const { path, contents } of outputFiles) {
  // compiled code of an older bundle must never meet a newer one
  await rm(`${path}.cache`, { force: true })
  await writeFile(`${path}.part`, contents)
  await rename(`${path}.part`, path)
}
const inputs = new Set([...Object.keys(metafile.inputs), ...(await buildClient('dist/client'))])
await writeFile('dist/third-party-licenses.txt', licensesText(inputs))
for (const name of ['etcdctl', 'etcdutl']) await chmod(`bin/${name}`, 0o755)
await run(process.execPath, ['scripts/warm-up.cjs'])
