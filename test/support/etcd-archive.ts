import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const run = promisify(execFile)
const inflate = promisify(gunzip)

/** Suites of the archive and the etcd release each has: 3.4, 3.5 and a later 3.5. */
const suites = ['bookworm', 'trixie', 'forky'] as const
const packages = ['etcd-server', 'etcd-client'] as const
const aptHelper = '/usr/lib/apt/apt-helper'

export interface ArchiveResult {
  /** Folders that hold etcd and etcdctl. */
  readonly folders: readonly string[]
  readonly reasons: readonly string[]
}

interface Archive {
  readonly site: string
  readonly architecture: string
  readonly cache: string
}

interface PackageFile {
  readonly path: string
  readonly sha256: string
}

/**
 * Unpacks etcd of every suite into the user's cache, once; later calls only look there. Needs no root. Several
 * processes may call it at once: each unpacks beside the final folder and the first to rename wins.
 */
export async function archiveReleases(env: NodeJS.ProcessEnv): Promise<ArchiveResult> {
  const cache = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'etcdctl-ts', 'etcd')
  const filled = suites.map((suite) => join(cache, suite)).filter(isFilled)
  if (filled.length === suites.length) return { folders: filled.map(binaryFolder), reasons: [] }
  try {
    process.stderr.write(`fetching etcd from the system's package archive into ${cache}, once: 170 MB in the end\n`)
    return await fillCache(await describeArchive(cache))
  } catch (error) {
    return { folders: filled.map(binaryFolder), reasons: [`package archive: ${readable(error)}`] }
  }
}

async function fillCache(archive: Archive): Promise<ArchiveResult> {
  const folders: string[] = []
  const reasons: string[] = []
  for (const suite of suites) {
    const folder = join(archive.cache, suite)
    try {
      if (!isFilled(folder)) await unpackSuite(archive, suite, folder)
      folders.push(binaryFolder(folder))
    } catch (error) {
      reasons.push(`package archive, suite ${suite}: ${readable(error)}`)
    }
  }
  return { folders, reasons }
}

async function describeArchive(cache: string): Promise<Archive> {
  const targets = await run('apt-get', ['indextargets', '--format', '$(SITE)', 'Created-By: Packages'])
  const site = targets.stdout.split('\n')[0]?.trim()
  if (site === undefined || site === '') throw new Error('apt names no archive (no sources configured)')
  const architecture = (await run('dpkg', ['--print-architecture'])).stdout.trim()
  return { site, architecture, cache }
}

async function unpackSuite(archive: Archive, suite: string, folder: string): Promise<void> {
  await mkdir(archive.cache, { recursive: true })
  const work = await mkdtemp(join(archive.cache, `.${suite}-`))
  try {
    const index = join(work, 'Packages.gz')
    await download(`${archive.site}/dists/${suite}/main/binary-${archive.architecture}/Packages.gz`, index)
    const text = (await inflate(await readFile(index))).toString()
    const tree = join(work, 'tree')
    for (const name of packages) await unpackPackage(archive, findPackage(text, name), work, tree)
    await rename(tree, folder).catch((error: unknown) => {
      if (!isFilled(folder)) throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function unpackPackage(archive: Archive, file: PackageFile, work: string, tree: string): Promise<void> {
  const target = join(work, basename(file.path))
  await download(`${archive.site}/${file.path}`, target)
  const sha256 = createHash('sha256')
    .update(await readFile(target))
    .digest('hex')
  if (sha256 !== file.sha256) throw new Error(`${basename(file.path)} has SHA256 ${sha256}, not ${file.sha256}`)
  await run('dpkg', ['-x', target, tree])
}

/** Finds a package's file in the text of a `Packages` index; throws when it is not there. */
export function findPackage(index: string, name: string): PackageFile {
  const start = `\n${index}`.indexOf(`\nPackage: ${name}\n`)
  if (start < 0) throw new Error(`no package ${name}`)
  const end = index.indexOf('\n\n', start)
  const stanza = index.slice(start, end < 0 ? undefined : end)
  const path = /^Filename: (.+)$/m.exec(stanza)?.[1]
  const sha256 = /^SHA256: ([0-9a-f]{64})$/m.exec(stanza)?.[1]
  if (path === undefined || sha256 === undefined) throw new Error(`package ${name} has no Filename or no SHA256`)
  return { path, sha256 }
}

/** Goes through apt's own downloader where it is, because that one knows the machine's proxy. */
async function download(address: string, target: string): Promise<void> {
  if (existsSync(aptHelper)) {
    await run(aptHelper, ['-o', 'APT::Sandbox::User=', 'download-file', address, target])
    return
  }
  await run('curl', ['-fsSL', '--retry', '2', '-o', target, address])
}

function isFilled(folder: string): boolean {
  return existsSync(join(binaryFolder(folder), 'etcd')) && existsSync(join(binaryFolder(folder), 'etcdctl'))
}

function binaryFolder(folder: string): string {
  return join(folder, 'usr', 'bin')
}

function readable(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const stderr = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1)
  return stderr ? `${error.message.split('\n')[0]}: ${stderr}` : error.message
}
