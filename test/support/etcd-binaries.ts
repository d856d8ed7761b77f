import { execFile } from 'node:child_process'
import { access, constants, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type ArchiveResult, archiveReleases } from './etcd-archive.ts'

const run = promisify(execFile)
const searchDepth = 4

/** The programs of one real etcd release. `tableStyle` is how its etcdctl draws tables. */
export interface EtcdBinaries {
  readonly version: string
  readonly release: string
  readonly etcd: string
  readonly etcdctl: string
  readonly etcdutl?: string
  readonly tableStyle: 'ascii' | 'box'
}

export interface FoundBinaries {
  /** One entry a version from 3.4 on, oldest first. */
  readonly binaries: readonly EtcdBinaries[]
  /** The same before 3.4: only the v2 client is compared with these. */
  readonly older: readonly EtcdBinaries[]
  /** Why a place that was searched gave nothing, in words for the developer. */
  readonly reasons: readonly string[]
}

/** The releases that the suites must have been run against when `CI=true`. */
export const requiredReleases = ['3.4', '3.5'] as const

let found: Promise<FoundBinaries> | undefined

/**
 * Looks for etcd and etcdctl in the folders of `ETCD_BINARIES` (colon separated), then on PATH, then, when neither has all
 * required releases, in the cache filled from the system's package archive. Searched once a process.
 */
export function findEtcdBinaries(): Promise<FoundBinaries> {
  found ??= search(process.env)
  return found
}

/** The required releases that are not among `binaries`. */
export function missingReleases(binaries: readonly EtcdBinaries[]): string[] {
  return requiredReleases.filter((release) => !binaries.some((candidate) => candidate.release === release))
}

/** The newest version found, or undefined when there is none. */
export async function newestEtcd(): Promise<EtcdBinaries | undefined> {
  return (await findEtcdBinaries()).binaries.at(-1)
}

async function search(env: NodeJS.ProcessEnv): Promise<FoundBinaries> {
  const named = splitPath(env.ETCD_BINARIES)
  const reasons: string[] = []
  const folders: string[] = []
  for (const folder of named) {
    const inside = await foldersWithEtcd(folder, searchDepth)
    if (inside.length === 0) reasons.push(`no etcd and etcdctl below ${folder} (named by ETCD_BINARIES)`)
    folders.push(...inside)
  }
  for (const folder of splitPath(env.PATH)) folders.push(...(await foldersWithEtcd(folder, 0)))
  const local = await identifyAll(folders, reasons)
  if (missingReleases(local).length === 0) return { ...byAge(local), reasons }
  const archive: ArchiveResult = await archiveReleases(env)
  reasons.push(...archive.reasons)
  const unpacked = await identifyAll([...folders, ...archive.folders], reasons)
  return { ...byAge(unpacked), reasons }
}

function byAge(all: readonly EtcdBinaries[]): Pick<FoundBinaries, 'binaries' | 'older'> {
  const isOlder = ({ release }: EtcdBinaries): boolean => /^3\.[0-3]$/.test(release)
  return { binaries: all.filter((each) => !isOlder(each)), older: all.filter(isOlder) }
}

function splitPath(value: string | undefined): string[] {
  return (value ?? '').split(':').filter((folder) => folder !== '')
}

async function foldersWithEtcd(folder: string, depth: number): Promise<string[]> {
  if ((await isExecutable(join(folder, 'etcd'))) && (await isExecutable(join(folder, 'etcdctl')))) return [folder]
  if (depth === 0) return []
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
  return (await Promise.all(below.map((path) => foldersWithEtcd(path, depth - 1)))).flat()
}

async function identifyAll(folders: string[], reasons: string[]): Promise<EtcdBinaries[]> {
  const byVersion = new Map<string, EtcdBinaries>()
  for (const folder of folders) {
    const binaries = await identify(folder).catch((error: unknown) => {
      reasons.push(`${folder}: ${error instanceof Error ? error.message : String(error)}`)
    })
    if (binaries !== undefined && !byVersion.has(binaries.version)) byVersion.set(binaries.version, binaries)
  }
  return [...byVersion.values()].sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }))
}

async function identify(folder: string): Promise<EtcdBinaries> {
  const etcd = join(folder, 'etcd')
  const etcdctl = join(folder, 'etcdctl')
  const version = await versionOf(etcd, ['--version'], /^etcd Version: (\d+\.\d+\.\d+)/m)
  const client = await versionOf(etcdctl, ['version'], /^etcdctl version: (\d+\.\d+\.\d+)/m)
  if (client !== version) throw new Error(`etcd is ${version} but etcdctl is ${client}`)
  const release = version.replace(/\.\d+$/, '')
  const etcdutl = join(folder, 'etcdutl')
  const offline = (await isExecutable(etcdutl)) ? { etcdutl } : {}
  return { version, release, etcd, etcdctl, ...offline, tableStyle: await tableStyle(etcdctl) }
}

async function versionOf(program: string, args: string[], pattern: RegExp): Promise<string> {
  const { stdout } = await run(program, args, { env: { ETCDCTL_API: '3' } })
  const version = pattern.exec(stdout)?.[1]
  if (version === undefined) throw new Error(`${program} does not tell its version`)
  return version
}

/** A status table without rows needs no server: the dead endpoint is left out of it. */
async function tableStyle(etcdctl: string): Promise<'ascii' | 'box'> {
  const args = ['--endpoints=127.0.0.1:1', '--command-timeout=1ms', 'endpoint', 'status', '-w', 'table']
  const stdout = await run(etcdctl, args, { env: { ETCDCTL_API: '3' } })
    .then((result) => result.stdout)
    .catch((error: { stdout?: string }) => error.stdout ?? '')
  return stdout.startsWith('+') ? 'ascii' : 'box'
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
