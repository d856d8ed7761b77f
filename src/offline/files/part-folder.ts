import { createHash } from 'node:crypto'
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
  statSync,
} from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { argumentBytes, decodeEscaping } from '../../base/arguments.ts'
import { CliError } from '../../base/errors.ts'
import { errorCode } from '../../go/file-error.ts'
import { exactPath, fileFailure, onFile } from './file-failure.ts'

const ownerOnly = 0o700
/** Of a name in a folder, in bytes. */
const longestName = 255
/** `.part-` and a process id. */
const suffixBytes = 6 + 10
const hashDigits = 16

/**
 * A folder that is built as `<path>.part-<process id>` beside its path and gets its name when it is whole. Where nothing
 * is at `path`, or an empty folder, a killed process leaves no more than the unfinished folder, which the next one
 * removes.
 */
export class PartFolder {
  readonly path: string
  readonly part: string
  /** Folders that had to be made for it, the outermost first. */
  private readonly parents: string[] = []
  private isCommitted = false

  private constructor(path: string) {
    this.path = withoutSlash(path)
    this.part = `${partPrefix(this.path)}${processId()}`
  }

  /** Makes the unfinished folder, for the owner only, and all that lead to it. Throws a CliError. */
  static create(path: string): PartFolder {
    const folder = new PartFolder(path)
    try {
      folder.make()
    } catch (error) {
      folder.discard()
      throw folder.renamed(error)
    }
    return folder
  }

  /** The error with the name that the folder is to have in place of the one that it has for now. */
  renamed(error: unknown): unknown {
    if (!(error instanceof CliError) || !error.message.includes(this.part)) return error
    const { message, exitCode, remarks } = error
    return new CliError(message.replaceAll(this.part, this.path), exitCode, { cause: error.cause, remarks })
  }

  /** Gives the folder its name. What is in it must be on the disk by now. Throws a CliError. */
  commit(): void {
    syncFolder(this.part)
    onFile('rename', this.part, (exact) => renameSync(exact, exactPath(this.path)))
    this.isCommitted = true
    for (const path of [this.path, ...this.parents]) syncFolder(dirname(path))
  }

  /** Removes the folder, also after `commit`, and what was made for it; what cannot be removed is left. */
  discard(): void {
    removeTree(this.isCommitted ? this.path : this.part)
    for (const parent of this.parents.splice(0).reverse()) removeIfEmpty(parent)
  }

  private make(): void {
    const parent = dirname(this.path)
    refuseFileAbove(parent)
    // its own name may be too long where the one for now is not
    onFile('mkdir', this.path, (exact) => statSync(exact, { throwIfNoEntry: false }))
    for (const missing of missingFolders(parent)) {
      onFile('mkdir', missing, (exact) => mkdirSync(exact, ownerOnly))
      this.parents.push(missing)
    }
    for (const name of leftovers(this.path)) removeTree(join(parent, name))
    onFile('mkdir', this.part, (exact) => mkdirSync(exact, ownerOnly))
  }
}

/** Names beside `path` that processes left which are gone; none when the folder cannot be read. */
export function leftovers(path: string): string[] {
  const target = withoutSlash(path)
  const prefix = basename(partPrefix(target))
  const own = processId()
  return namesIn(dirname(target)).filter((name) => {
    if (!name.startsWith(prefix)) return false
    const owner = name.slice(prefix.length)
    return owner === own || (/^[0-9]+$/.test(owner) && existsSync('/proc/self') && !existsSync(`/proc/${owner}`))
  })
}

/** What a process id follows. A name that would get too long by that is cut, and told from others by a hash of it. */
function partPrefix(path: string): string {
  const name = basename(path)
  const bytes = argumentBytes(name)
  if (bytes.length <= longestName - suffixBytes) return `${path}.part-`
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, hashDigits)
  const start = decodeEscaping(bytes.subarray(0, longestName - suffixBytes - hashDigits)).replace(
    /[\udc80-\udcff]+$/,
    '',
  )
  return join(dirname(path), `${start}${hash}.part-`)
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

/** A file where a folder would have to be is named as in Go. Throws a CliError. */
function refuseFileAbove(path: string): void {
  for (let at = path; dirname(at) !== at; at = dirname(at)) {
    if (existsSync(exactPath(at)) && !statSync(exactPath(at)).isDirectory()) {
      throw new CliError(`mkdir ${at}: not a directory`)
    }
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
