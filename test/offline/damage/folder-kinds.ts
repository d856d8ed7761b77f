import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Random } from './random.ts'

/** Changes a data directory, with another one at hand; says what it did. */
type FolderKind = (dataDir: string, random: Random, other: string) => string

const walOf = (dataDir: string) => join(dataDir, 'member', 'wal')
const snapOf = (dataDir: string) => join(dataDir, 'member', 'snap')
const databaseIn = (dataDir: string) => join(snapOf(dataDir), 'db')

function oneOf<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T
}

function namesIn(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending) && lstatSync(join(folder, name)).isFile())
    .sort()
}

function onFile(
  folder: string,
  ending: string,
  random: Random,
  change: (path: string, name: string) => string,
): string {
  const names = namesIn(folder, ending)
  if (names.length === 0) return 'none'
  const name = oneOf(names, random)
  return change(join(folder, name), name)
}

/** Another number in a name of two. */
function renumbered(name: string, random: Random): string {
  const [, first = '', second = '', ending = ''] = /^([0-9a-f]{16})-([0-9a-f]{16})(\..*)$/.exec(name) ?? []
  const change = (digits: string) => {
    const value = BigInt(`0x${digits || '0'}`) + BigInt(oneOf([-1, 1, 2, 16, 1000], random))
    return BigInt.asUintN(64, value).toString(16).padStart(16, '0')
  }
  return random(2) === 0 ? `${change(first)}-${second}${ending}` : `${first}-${change(second)}${ending}`
}

function renamed(folder: string, ending: string, random: Random): string {
  return onFile(folder, ending, random, (path, name) => {
    const wrong = [
      name.toUpperCase(),
      `x${name}`,
      name.replace('-', ''),
      name.replace(ending, `${ending}.part`),
      renumbered(name, random),
    ]
    const to = random(2) === 0 ? renumbered(name, random) : oneOf(wrong, random)
    renameSync(path, join(folder, to))
    return `${name} is ${to}`
  })
}

function copied(folder: string, ending: string, random: Random): string {
  return onFile(folder, ending, random, (path, name) => {
    const to = renumbered(name, random)
    cpSync(path, join(folder, to))
    return `${name} is also ${to}`
  })
}

function replace(path: string, random: Random): string {
  rmSync(path, { recursive: true, force: true })
  const what = oneOf(['folder', 'loop', 'nowhere', 'empty', 'text'], random)
  if (what === 'folder') mkdirSync(path)
  else if (what === 'loop') symlinkSync(path, path)
  else if (what === 'nowhere') symlinkSync('/nowhere/at/all', path)
  else writeFileSync(path, what === 'empty' ? '' : 'a text in place of a file\n')
  return `${path.slice(-30)} is replaced: ${what}`
}

/** False when an earlier harm has taken a folder away or put something else in its place. */
export function hasFolders(dataDir: string): boolean {
  return [walOf(dataDir), snapOf(dataDir)].every((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory())
}

/** What befalls whole folders: files that are missing, of another member, misnamed, or something else. */
export const folderKinds: Readonly<Record<string, FolderKind>> = {
  'a file of the log is missing': (dataDir, random) =>
    onFile(walOf(dataDir), '.wal', random, (path, name) => {
      rmSync(path)
      return `without ${name}`
    }),
  'a .snap file is missing': (dataDir, random) =>
    onFile(snapOf(dataDir), '.snap', random, (path, name) => {
      rmSync(path)
      return `without ${name}`
    }),
  'no .snap file': (dataDir) => {
    for (const name of namesIn(snapOf(dataDir), '.snap')) rmSync(join(snapOf(dataDir), name))
    return 'without .snap'
  },
  'a file of the log has another name': (dataDir, random) => renamed(walOf(dataDir), '.wal', random),
  'a .snap file has another name': (dataDir, random) => renamed(snapOf(dataDir), '.snap', random),
  'a file of the log has two names': (dataDir, random) => copied(walOf(dataDir), '.wal', random),
  'a .snap file has two names': (dataDir, random) => copied(snapOf(dataDir), '.snap', random),
  'the database is missing': (dataDir) => {
    rmSync(databaseIn(dataDir), { recursive: true, force: true })
    return 'without db'
  },
  'the log is missing': (dataDir, random) => {
    rmSync(walOf(dataDir), { recursive: true })
    if (random(2) === 0) mkdirSync(walOf(dataDir))
    return 'without a log'
  },
  'the snap folder is missing': (dataDir) => {
    rmSync(snapOf(dataDir), { recursive: true })
    return 'without snap'
  },
  'something else in place of a file': (dataDir, random) => {
    const logs = namesIn(walOf(dataDir), '.wal').map((name) => join(walOf(dataDir), name))
    const snaps = namesIn(snapOf(dataDir), '.snap').map((name) => join(snapOf(dataDir), name))
    return replace(oneOf([databaseIn(dataDir), ...logs, ...snaps, walOf(dataDir)], random), random)
  },
  'the database of another member': (dataDir, _, other) => {
    rmSync(databaseIn(dataDir), { recursive: true, force: true })
    writeFileSync(databaseIn(dataDir), readFileSync(databaseIn(other)))
    return 'db of another'
  },
  'the log of another member': (dataDir, _, other) => {
    rmSync(walOf(dataDir), { recursive: true })
    cpSync(walOf(other), walOf(dataDir), { recursive: true })
    return 'wal of another'
  },
  'the .snap files of another member': (dataDir, _, other) => {
    for (const name of namesIn(snapOf(dataDir), '.snap')) rmSync(join(snapOf(dataDir), name))
    for (const name of namesIn(snapOf(other), '.snap')) cpSync(join(snapOf(other), name), join(snapOf(dataDir), name))
    return '.snap of another'
  },
  'a file of the log of another member': (dataDir, random, other) =>
    onFile(walOf(dataDir), '.wal', random, (path, name) => {
      writeFileSync(path, readFileSync(join(walOf(other), oneOf(namesIn(walOf(other), '.wal'), random))))
      return `${name} of another`
    }),
  'files that do not belong': (dataDir, random) => {
    const names = [
      'db.tmp.123',
      '0.tmp',
      '0000000000000001.snap.db',
      'x.snap.broken',
      'ffffffffffffffff-ffffffffffffffff.wal',
      '.lock',
    ]
    const name = oneOf(names, random)
    const path = join(oneOf([walOf(dataDir), snapOf(dataDir)], random), name)
    if (!existsSync(path)) writeFileSync(path, Buffer.alloc(random(2) * 5000, 7))
    return `${name} as well`
  },
}
