import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { quote } from '../../go/quote.ts'
import { databasePath } from '../data-dir/paths.ts'
import { exactPath, onFile } from '../files/file-failure.ts'
import { leftovers, PartFolder, syncFolder } from '../files/part-folder.ts'

const unfinished = 'a restore was not finished: remove this data directory and its WAL directory\n'

export interface FolderOptions {
  readonly dataDir: string
  /** Empty for the log's usual path within the data directory. */
  readonly walDir: string
  readonly release: Release
}

/** Throws a CliError when something is where the restore is to go. Returns whether there is an empty folder to fill. */
export function checkFolders({ dataDir, walDir, release }: FolderOptions): boolean {
  const isThere = exists(dataDir)
  if (isThere && release === '3.4') throw new CliError(`data-dir ${quote(dataDir)} exists`)
  if (isThere && !isEmptyFolder(dataDir)) {
    const remarks = isUnfinished(dataDir) ? [unfinished.trim()] : []
    throw new CliError(`data-dir ${quote(dataDir)} not empty or could not be read`, undefined, { remarks })
  }
  if (walDir !== '' && exists(walDir)) throw new CliError(`wal-dir ${quote(walDir)} exists`)
  return isThere
}

/**
 * The folders of a restore while it is under way. Nothing has its final name before `commit`, and a data directory that
 * was there, empty, stays the same folder.
 */
export class RestoreFolders {
  /** The data directory, or `member` in it when it was there before. */
  private readonly data: PartFolder
  /** The log's folder when it is elsewhere. */
  private readonly wal: PartFolder | undefined
  /** What leads from `#data` to `member`. */
  private readonly toMember: string
  readonly walFolder: string

  private constructor({ dataDir, walDir }: FolderOptions, isThere: boolean) {
    this.toMember = isThere ? '' : 'member'
    this.data = PartFolder.create(isThere ? join(dataDir, 'member') : dataDir)
    const inside = walDir === '' ? join(this.toMember, 'wal') : relative(this.data.path, walDir)
    const isInside = !/^\.\.(\/|$)/.test(inside)
    try {
      this.wal = isInside ? undefined : PartFolder.create(walDir)
    } catch (error) {
      this.data.discard()
      throw error
    }
    this.walFolder = this.wal?.part ?? join(this.data.part, inside)
  }

  /** Makes the unfinished folders, in a folder that is there or beside its path. Throws a CliError and leaves nothing. */
  static create(options: FolderOptions, isThere: boolean): RestoreFolders {
    refuseLogAroundDatabase(options)
    const folders = new RestoreFolders(options, isThere)
    try {
      makeFolders(folders.snapFolder)
      makeFolders(folders.walFolder)
      return folders
    } catch (error) {
      folders.discard()
      throw folders.renamed(error)
    }
  }

  /** The error with the names that the folders are to have: nobody asked for others. */
  renamed(error: unknown): unknown {
    return this.data.renamed(this.wal === undefined ? error : this.wal.renamed(error))
  }

  get snapFolder(): string {
    return join(this.member, 'snap')
  }

  get databasePath(): string {
    return join(this.snapFolder, 'db')
  }

  private get member(): string {
    return join(this.data.part, this.toMember)
  }

  /** Removes what was made; to be called when anything fails, `commit` too. */
  discard(): void {
    this.wal?.discard()
    this.data.discard()
  }

  /** Brings the folders to the disk and gives them their names. Throws a CliError. */
  commit(): void {
    if (this.wal !== undefined) {
      this.commitBoth(this.wal)
      return
    }
    this.sync()
    this.data.commit()
  }

  /**
   * Two folders cannot get their names at once. Until both have theirs, a file that no server takes for a database is in
   * the path of the database: a log without its database, or the other way round, would start as something else.
   */
  private commitBoth(wal: PartFolder): void {
    rename(this.databasePath, `${this.databasePath}.part`)
    onFile('open', this.databasePath, (exact) => writeFileSync(exact, unfinished, { mode: 0o600, flush: true }))
    this.sync()
    this.data.commit()
    wal.commit()
    const snap = join(this.data.path, this.toMember, 'snap')
    rename(join(snap, 'db.part'), join(snap, 'db'))
    syncFolder(snap)
  }

  private sync(): void {
    for (const path of [this.walFolder, this.snapFolder, this.member]) syncFolder(path)
  }
}

function rename(from: string, to: string): void {
  onFile('rename', from, (exact) => renameSync(exact, exactPath(to)))
}

function makeFolders(path: string): void {
  onFile('mkdir', path, (exact) => mkdirSync(exact, { mode: 0o700, recursive: true }))
}

function exists(path: string): boolean {
  return existsSync(exactPath(path))
}

function isUnfinished(dataDir: string): boolean {
  try {
    const database = exactPath(databasePath(dataDir))
    return statSync(database).size === unfinished.length && readFileSync(database, 'utf8') === unfinished
  } catch {
    return false
  }
}

/** What a killed restore left in it does not count, nor what a new file system has in it, which stays as it is. */
function isEmptyFolder(path: string): boolean {
  try {
    const old = leftovers(join(path, 'member'))
    return readdirSync(exactPath(path)).every((name) => old.includes(name) || isLostAndFound(path, name))
  } catch {
    return false
  }
}

function isLostAndFound(folder: string, name: string): boolean {
  return name === 'lost+found' && lstatSync(exactPath(join(folder, name))).isDirectory()
}

/**
 * The original makes the database first, and then finds that the log's folder is not empty when the database is in it. Throws a
 * CliError with its texts.
 */
function refuseLogAroundDatabase({ dataDir, walDir, release }: FolderOptions): void {
  if (walDir === '') return
  const log = resolve(walDir)
  const database = resolve(databasePath(dataDir))
  if (log === database) {
    throw new CliError(`open ${release === '3.4' ? walDir : log}/.touch: not a directory`)
  }
  if (log.startsWith(`${database}/`)) throw new CliError(`mkdir ${databasePath(dataDir)}: not a directory`)
  if (!database.startsWith(log === '/' ? log : `${log}/`)) return
  const [below = ''] = relative(log, database).split('/')
  throw new CliError(`expected ${quote(walDir)} to be empty, got [${quote(below)}]`)
}
