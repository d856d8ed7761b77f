import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { errorCode } from '../cli/file-error.ts'
import { exactPath, fileFailure, onFile } from './file-failure.ts'

const ownerOnly = 0o700

/**
 * A folder that is built as `<path>.part-<process id>` beside its place and gets its name when it is whole. Where nothing
 * is at `path`, or an empty folder, a killed process leaves no more than the unfinished folder, which the next one
 * removes.
 */
export class PartFolder {
  readonly path: string
  readonly part: string
  /** Folders that had to be made for it, the outermost first. */
  readonly #parents: string[] = []
  #isCommitted = false

  private constructor(path: string) {
    this.path = withoutSlash(path)
    this.part = `${this.path}.part-${processId()}`
  }

  /** Makes the unfinished folder, for the owner only, and all that lead to it. Throws a CliError. */
  static create(path: string): PartFolder {
    const folder = new PartFolder(path)
    try {
      folder.#make()
    } catch (error) {
      folder.discard()
      throw error
    }
    return folder
  }

  /** Gives the folder its name. What is in it must be on the disk by now. Throws a CliError. */
  commit(): void {
    syncFolder(this.part)
    onFile('rename', this.part, (exact) => renameSync(exact, exactPath(this.path)))
    this.#isCommitted = true
    for (const path of [this.path, ...this.#parents]) syncFolder(dirname(path))
  }

  /** Removes the folder, also after `commit`, and what was made for it; what cannot be removed is left. */
  discard(): void {
    removeTree(this.#isCommitted ? this.path : this.part)
    for (const parent of this.#parents.splice(0).reverse()) removeIfEmpty(parent)
  }

  #make(): void {
    const parent = dirname(this.path)
    for (const missing of missingFolders(parent)) {
      onFile('mkdir', missing, (exact) => mkdirSync(exact, ownerOnly))
      this.#parents.push(missing)
    }
    for (const name of leftovers(this.path)) removeTree(join(parent, name))
    onFile('mkdir', this.part, (exact) => mkdirSync(exact, ownerOnly))
  }
}

/** Names beside `path` that processes left which are gone; none when the folder cannot be read. */
export function leftovers(path: string): string[] {
  const target = withoutSlash(path)
  const prefix = `${basename(target)}.part-`
  const own = processId()
  return namesIn(dirname(target)).filter((name) => {
    if (!name.startsWith(prefix)) return false
    const owner = name.slice(prefix.length)
    return owner === own || (/^[0-9]+$/.test(owner) && existsSync('/proc/self') && !existsSync(`/proc/${owner}`))
  })
}

/** Makes names in the folder last. Not every file system can do that, and not every folder can be opened. */
export function syncFolder(path: string): void {
  try {
    const fd = openSync(exactPath(path), 'r')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    if (!['EACCES', 'EINVAL', 'ENOTSUP'].includes(errorCode(error))) throw fileFailure('sync', path, error)
  }
}

function removeTree(path: string): void {
  try {
    rmSync(exactPath(path), { recursive: true, force: true })
  } catch {
    // what is left does no harm: it has no name that anything reads
  }
}

function removeIfEmpty(path: string): void {
  try {
    rmdirSync(exactPath(path))
  } catch {
    // another program has put something there
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(exactPath(folder))
  } catch {
    return []
  }
}

/** The outermost first. */
function missingFolders(path: string): string[] {
  const missing: string[] = []
  for (let at = path; !existsSync(exactPath(at)) && dirname(at) !== at; at = dirname(at)) missing.unshift(at)
  return missing
}

function withoutSlash(path: string): string {
  return normalize(path).replace(/(?<=.)\/+$/, '')
}

/** Only Linux tells it in a file; elsewhere a random name does, and leftovers stay. */
function processId(): string {
  try {
    return readlinkSync('/proc/self')
  } catch {
    return 'unfinished'
  }
}
