// What goes with the executables: their checksums, the licences of what is in them, and a list of it for programs.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { licensesText, packagesIn } from './licenses.mjs'

const runtimeTerms = `bun: MIT

The executables carry the Bun runtime as its makers publish it. Bun is under the MIT license and holds parts of others, among them
WebKit's JavaScriptCore under the LGPL 2. Their terms: https://bun.com/docs/project/licensing`

/**
 * Writes what goes with `executables`, beside them; resolves to the paths. `inputs` are what their code was bundled from, `runtimes` the
 * names of the packages whose runtime is in one of them.
 */
export async function writeReleaseFiles({ executables, inputs, runtimes }) {
  const folder = dirname(executables[0])
  const [licenses, parts, sums] = ['executable-licenses.txt', 'etcdctl.cdx.json', 'SHA256SUMS'].map((name) =>
    join(folder, name),
  )
  writeFileSync(licenses, `${licensesText(inputs)}\n\n${'-'.repeat(80)}\n\n${runtimeTerms}\n`)
  writeFileSync(parts, `${JSON.stringify(partsList(inputs, runtimes), null, 2)}\n`)
  const lines = []
  for (const file of [...executables, licenses, parts]) lines.push(`${await sha256(file)}  ${basename(file)}\n`)
  writeFileSync(sums, lines.join(''))
  return [licenses, parts, sums]
}

/** CycloneDX, as npm makes it of the lock file, but only of what is in the executables: to npm all of it is for development. */
function partsList(inputs, runtimes) {
  const args = ['sbom', '--package-lock-only', '--offline', '--sbom-format=cyclonedx', '--sbom-type=application']
  const list = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' }))
  const bundled = packagesIn(inputs).map(({ name, version }) => `${name}@${version}`)
  const isIn = ({ name, 'bom-ref': ref }) => runtimes.includes(name) || bundled.includes(ref)
  const components = list.components.filter(isIn).map((part) => ({ ...part, scope: 'required', properties: [] }))
  const own = list.metadata.component
  const { name } = JSON.parse(readFileSync('package.json', 'utf8'))
  const refs = components.map((part) => part['bom-ref'])
  return {
    ...list,
    metadata: { ...list.metadata, component: { ...own, name } },
    components,
    dependencies: [{ ref: own['bom-ref'], dependsOn: refs }, ...refs.map((ref) => ({ ref, dependsOn: [] }))],
  }
}

async function sha256(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
