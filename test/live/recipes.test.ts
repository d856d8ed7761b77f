import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { startCluster } from '../support/cluster.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { runProcess } from '../support/run-process.ts'

const etcd = await newestEtcd()
const skip = etcd === undefined && 'no etcd server found'

interface Recipe {
  readonly title: string
  readonly lines: readonly { readonly command: string; readonly output: string }[]
}

/** The sections of the page, with the lines of shell in them and what each is said to print. */
function recipesOf(page: string): Recipe[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = ''] = section.split('\n', 1)
      const code = section.split(/^ {4}\$ /m).slice(1)
      const lines = code.map((block) => {
        const [command = '', ...rest] = block.split('\n')
        // an empty line ends the output unless more of it follows
        const output = rest
          .map((line) => line.replace(/^ {4}/, ''))
          .join('\n')
          .trimEnd()
        return { command, output }
      })
      return { title, lines }
    })
}

const recipes = recipesOf(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'recipes.md'), 'utf8'))

test('there are twelve recipes', () =>
  assert.ok(recipes.length >= 12 && recipes.every(({ lines }) => lines.length > 0)))

test('every line of the recipes prints what the page says', { skip, timeout: 600_000 }, async (t) => {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd })
  t.after(() => cluster.close())
  for (const { title, lines } of recipes) {
    const folder = await mkdtemp(join(tmpdir(), 'etcdctl-ts-'))
    t.after(() => rm(folder, { recursive: true }))
    await cluster.reset()
    const program = ourProgram('etcdctl')
    const env = {
      PATH: `${dirname(program)}:${process.env.PATH}`,
      ETCDCTL_ENDPOINTS: cluster.endpoints.join(','),
      PROGRAM_UNDER_TEST: program,
    }
    for (const { command, output } of lines) {
      const script = `etcdctl() { "$PROGRAM_UNDER_TEST" "$@"; }\n${command}`
      const { stdout } = await runProcess('bash', ['-c', `exec 2>&1\n${script}`], { env, cwd: folder })
      assert.equal(stdout.toString().trimEnd(), output, `${title}: ${command}`)
    }
  }
})
