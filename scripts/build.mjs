import { execFile } from 'node:child_process'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { slimGrpc } from './slim-grpc.mjs'

const run = promisify(execFile)

const { outputFiles } = await build({
  entryPoints: { etcdctl: 'src/etcdctl.ts', etcdutl: 'src/etcdutl.ts' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  minify: true,
  outdir: 'dist',
  write: false,
  legalComments: 'none',
  // the launcher runs the bundle as one function; it reads it as single bytes
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
  charset: 'ascii',
  // the wire library returns strings for 64-bit values when this is set
  define: { 'process.env.BUF_BIGINT_DISABLE': '""' },
  // code that the launcher runs may not import modules by itself
  supported: { 'dynamic-import': false },
  plugins: [slimGrpc],
  logLevel: 'warning',
})

await mkdir('dist', { recursive: true })
for (const { path, contents } of outputFiles) {
  // compiled code of an older bundle must never meet a newer one
  await rm(`${path}.cache`, { force: true })
  await writeFile(`${path}.part`, contents)
  await rename(`${path}.part`, path)
}
for (const name of ['etcdctl', 'etcdutl']) await chmod(`bin/${name}`, 0o755)
await run(process.execPath, ['scripts/warm-up.cjs'])
