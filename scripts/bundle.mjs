import { build } from 'esbuild'
import { buildFacts } from './build-facts.mjs'
import { slimGrpc } from './slim-grpc.mjs'

/** Bundles the entry points for a runtime with node's modules; `options` go to esbuild beside what all bundles share. */
export function bundle(options) {
  return build({
    bundle: true,
    platform: 'node',
    minify: true,
    legalComments: 'none',
    charset: 'ascii',
    // the wire library returns strings for 64-bit values when this is set
    define: { 'process.env.BUF_BIGINT_DISABLE': '""', ETCDCTL_TS_BUILD: JSON.stringify(buildFacts()) },
    plugins: [slimGrpc],
    logLevel: 'warning',
    ...options,
  })
}

/**
 * Bundles both programs for Bun into `etcdctl.js` in `folder` and the parts that it loads when they are needed; resolves to the paths of
 * all that was read.
 */
export async function bundleForExecutable(folder) {
  const { metafile } = await bundle({
    entryPoints: { etcdctl: 'src/executable/main.ts' },
    outdir: folder,
    target: 'esnext',
    format: 'esm',
    splitting: true,
    metafile: true,
    alias: { commander: './src/executable/small-commander.ts' },
  })
  return Object.keys(metafile.inputs)
}
