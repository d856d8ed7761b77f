import { existsSync, lstatSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fieldKinds } from './field-kinds.ts'
import { folderKinds, hasFolders } from './folder-kinds.ts'
import { type DatabaseKind, databaseKinds, fileKinds } from './kinds.ts'
import { isPointer } from './naive-content.ts'
import { databaseOf, type Places, walOf } from './places.ts'
import type { Random } from './random.ts'
import { recordKinds } from './record-kinds.ts'
import { digestOf, type Sample, versionsOf } from './samples.ts'
import { strangers } from './strangers.ts'

/** What befell the files of a case. */
export interface Harm {
  readonly kind: string
  readonly what: string
  /** True when whole pages stand in the place of others, with their number or checksum: nothing within a page tells. */
  readonly isForged: boolean
  /** True when files were lost, or swapped for those of another member, so that the log may begin or end elsewhere. */
  readonly isForeign: boolean
  /** True when the database is as it was. */
  readonly isOfLog: boolean
}

interface CaseFiles {
  readonly at: Places
  readonly sample: Sample
  readonly other: Sample
}

const forgeries = [
  'a page over another, under its number',
  'meta pages that lead elsewhere',
  'a field of the meta pages, with a checksum',
]
const mostHashed = 2 ** 29
const allDatabaseKinds = { ...databaseKinds, ...fieldKinds }

function oneOf<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T
}

function pageSizeOf(bytes: Buffer): number {
  return bytes.readUInt32LE(24)
}

/** Undefined for what is no database any more. */
function soundOr(path: string): Buffer | undefined {
  if (statSync(path).size > mostHashed) return undefined
  const bytes = readFileSync(path)
  return bytes.length > 8192 && [512, 1024, 4096, 16384].includes(pageSizeOf(bytes)) ? bytes : undefined
}

function undamaged({ folder }: Sample): Buffer {
  return readFileSync(databaseOf(join(folder, 'data')))
}

/** The database also stands alone, and as a snapshot with the SHA-256 that it had. */
export function writeDatabase(at: Places, bytes: Uint8Array, sound: Uint8Array): void {
  if (existsSync(dirname(at.database))) writeFileSync(at.database, bytes)
  writeFileSync(at.bare, bytes)
  writeFileSync(at.snapshot, Buffer.concat([bytes, digestOf(sound)]))
}

function harmDatabase({ at, sample }: CaseFiles, random: Random): Harm | undefined {
  const sound = soundOr(at.bare)
  if (sound === undefined) return undefined
  const pageSize = pageSizeOf(sound)
  const [kind, damage] = oneOf(Object.entries(allDatabaseKinds), random)
  const { what, bytes } = damage(sound, random, pageSize)
  writeDatabase(at, bytes, undamaged(sample))
  return {
    kind,
    what,
    isForged: forgeries.includes(kind) || isPointer(sound, bytes, pageSize),
    isForeign: false,
    isOfLog: false,
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** A copy that was made while a server wrote: the further back a page is, the later it was read. */
function harmByTearing({ at, sample }: CaseFiles, random: Random): Harm | undefined {
  const versions = versionsOf(sample)
  const sound = soundOr(at.bare)
  // an earlier harm may have put a folder in the place of the file
  if (versions.length === 0 || sound === undefined || !isFile(at.database)) return undefined
  const pageSize = pageSizeOf(sound)
  const all = [...versions, sound]
  let version = random(all.length - 1)
  const torn = Buffer.alloc(sound.length)
  const cuts: string[] = []
  for (let place = 0; place < sound.length; place += pageSize) {
    if (version < all.length - 1 && random(Math.max(2, Math.floor(sound.length / pageSize / 3))) === 0) {
      version += 1
      cuts.push(`${version} from ${place}`)
    }
    all[version]?.copy(torn, place, place, place + pageSize)
  }
  writeDatabase(at, torn, undamaged(sample))
  return { kind: 'a torn copy', what: cuts.join(', '), isForged: true, isForeign: false, isOfLog: false }
}

function harmByStranger({ at, sample }: CaseFiles, random: Random): Harm {
  const [kind, make] = oneOf(Object.entries(strangers), random)
  const { bytes, sparseBytes } = make(random)
  writeDatabase(at, bytes, undamaged(sample))
  if (sparseBytes !== undefined)
    for (const path of [at.database, at.bare]) if (existsSync(path)) truncateSync(path, sparseBytes)
  // all of a file with a SHA-256 has to be read
  if (sparseBytes !== undefined) truncateSync(at.snapshot, Math.min(sparseBytes, mostHashed) + 32)
  return {
    kind: `a stranger: ${kind}`,
    what: `${bytes.length} bytes`,
    isForged: false,
    isForeign: false,
    isOfLog: false,
  }
}

function damagedFile(path: string, kinds: Readonly<Record<string, DatabaseKind>>, random: Random): Harm {
  const [kind, damage] = oneOf(Object.entries(kinds), random)
  const { what, bytes } = damage(readFileSync(path), random, 4096)
  writeFileSync(path, bytes)
  return { kind, what: `${path.slice(-38)}: ${what}`, isForged: false, isForeign: false, isOfLog: true }
}

function harmLog({ at }: CaseFiles, random: Random): Harm | undefined {
  const names = namesIn(walOf(at.data), '.wal')
  if (names.length === 0) return undefined
  const path = join(walOf(at.data), oneOf(names, random))
  return damagedFile(path, random(4) === 0 ? fileKinds : recordKinds, random)
}

function harmSnap({ at }: CaseFiles, random: Random): Harm | undefined {
  const folder = join(at.data, 'member', 'snap')
  const names = namesIn(folder, '.snap')
  if (names.length === 0) return undefined
  return damagedFile(join(folder, random(2) === 0 ? (names.at(-1) ?? '') : oneOf(names, random)), fileKinds, random)
}

/** Files, and no folders that have their names. */
function namesIn(folder: string, ending: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(ending))
    return names.filter((name) => lstatSync(join(folder, name)).isFile()).sort()
  } catch {
    return []
  }
}

function harmFolder({ at, other }: CaseFiles, random: Random): Harm | undefined {
  if (!hasFolders(at.data)) return undefined
  const [kind, damage] = oneOf(Object.entries(folderKinds), random)
  const what = damage(at.data, random, join(other.folder, 'data'))
  return { kind, what, isForged: false, isForeign: true, isOfLog: !/database|in place|snap folder/.test(kind) }
}

type Doer = (files: CaseFiles, random: Random) => Harm | undefined

/** How often each is drawn. */
const doers: readonly (readonly [times: number, Doer])[] = [
  [9, harmDatabase],
  [1, harmByTearing],
  [1, harmByStranger],
  [4, harmLog],
  [1, harmSnap],
  [2, harmFolder],
]

/** One harm, or now and then several. */
export function harm(files: CaseFiles, random: Random): Harm[] {
  const all = doers.flatMap(([times, doer]) => Array.from({ length: times }, () => doer))
  const harms: Harm[] = []
  const wanted = random(10) === 0 ? 2 + random(2) : 1
  while (harms.length < wanted) {
    const done = oneOf(all, random)(files, random)
    if (done !== undefined) harms.push(done)
    // after a file was lost there may be nothing to damage
    else if (harms.length > 0) break
  }
  return harms
}
