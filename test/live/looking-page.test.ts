import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import test from 'node:test'
import { startCluster } from '../support/cluster.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'

const etcd = await newestEtcd()
const page = join(import.meta.dirname, '..', '..', 'docs', 'looking.md')

interface Recipe {
  readonly heading: string
  readonly command: string
  readonly output: string
}

/** Indented lines that begin with `$ ` are commands; what follows is what they print. */
function recipesIn(text: string): Recipe[] {
  const recipes: { heading: string; command: string; output: string }[] = []
  let heading = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) heading = line.replace(/^#+ /, '')
    if (!line.startsWith('    ')) continue
    const code = line.slice(4)
    const last = recipes.at(-1)
    if (code.startsWith('$ ')) recipes.push({ heading, command: code.slice(2), output: '' })
    else if (last !== undefined) last.output += `${code}\n`
  }
  return recipes
}

test('each line of the page about looking around prints what the page says', {
  skip: etcd === undefined && 'no etcd server found',
}, async (t) => {
  if (etcd === undefined) return
  const recipes = recipesIn(readFileSync(page, 'utf8'))
  assert.ok(recipes.length > 20)
  const cluster = await startCluster({ binaries: etcd })
  t.after(() => cluster.close())
  const folder = mkdtempSync(join(tmpdir(), 'looking-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(ourProgram('etcdctl'), join(folder, 'etcdctl'))
  const env = {
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    ETCDCTL_ENDPOINTS: cluster.endpoints.join(','),
  }
  for (const { heading, command, output } of recipes) {
    const run = await shell(command, folder, env)
    assert.deepEqual(run, { code: 0, stdout: output, stderr: '' }, `${heading}: ${command}`)
  }
})

interface Ended {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

function shell(command: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? 1), stdout, stderr: logless(stderr) })
    })
  })
}

/** Without the log lines of a snapshot that is being saved. */
function logless(stderr: string): string {
  return stderr.replace(/^\{.*\}\n/gm, '')
}
