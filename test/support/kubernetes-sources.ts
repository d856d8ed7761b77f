import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const modules = ['api', 'apimachinery']

export interface KubernetesSources {
  /** Holds api@v0.x.y and apimachinery@v0.x.y of the releases that the table was made of. */
  readonly folder: string
  /** Oldest first. */
  readonly versions: readonly string[]
}

/**
 * The sources of the releases that the table was made of, which the go command fetches into the user's cache, once; a text says why there
 * are none.
 */
export async function kubernetesSources(): Promise<KubernetesSources | string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'etcdctl-ts', 'go')
  const sources = { folder: join(cache, 'k8s.io'), versions: tableVersions() }
  const wanted = sources.versions.flatMap((version) => modules.map((name) => `${name}@${version}`))
  if (wanted.every((name) => existsSync(join(sources.folder, name)))) return sources
  try {
    process.stderr.write(`fetching k8s.io/api and k8s.io/apimachinery into ${cache}, once: 140 MB in the end\n`)
    const env = { ...process.env, GOMODCACHE: cache, GOFLAGS: '-modcacherw' }
    await run('go', ['mod', 'download', ...wanted.map((name) => `k8s.io/${name}`)], {
      env,
      cwd: tmpdir(),
      timeout: 300_000,
    })
    return sources
  } catch (error) {
    return `no sources of k8s.io/api: ${error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : error}`
  }
}

function tableVersions(): string[] {
  const table = readFileSync(join(import.meta.dirname, '../../src/kubernetes/table.ts'), 'utf8')
  return table.slice(0, table.indexOf('\n')).match(/v0\.\d+\.\d+/g) ?? []
}
