import { build } from 'esbuild'
import { slimGrpc } from './slim-grpc.mjs'

/** Bundles each entry point into one CommonJS file; `options` go to esbuild beside what both kinds of program share. */
export function bundle(options) {
  return build({
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    minify: true,
    legalComments: 'none',
    charset: 'ascii',
    // the wire library returns strings for 64-bit values when this is set
    define: { 'process.env.BUF_BIGINT_DISABLE': '""' },
    // code that is run as one function may not import modules by itself
    supported: { 'dynamic-import': false },
    plugins: [slimGrpc],
    logLevel: 'warning',
    ...options,
  })
}
