import { Random } from '../../hostile/fuzz/random.ts'
import {
  badNumbers,
  commands,
  formats,
  indexes,
  keys,
  members,
  paths,
  peerUrls,
  permittedPaths,
  refusedUrls,
  roles,
  sources,
  strayWords,
  timesToLive,
  users,
  values,
  wrongFlags,
} from './drawn-words.ts'
import type { Line } from './play-line.ts'

/** Where flags of a command stand. Only one generation of the original reads those that stand `anywhere` as another does. */
export type FlagPlaces = 'at the ends' | 'anywhere'

/** Lines of every command over few keys, so that what one does shows in others. The same ones for the same seed. */
export function drawLines(seed: number, count: number, places: FlagPlaces): readonly Line[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => drawLine(random, places))
}

function drawLine(random: Random, places: FlagPlaces): Line {
  const { words, stdin = '' } = random.pick(kinds)(random, places)
  return { text: [...globalWords(random), ...words].map(typed).join(' '), stdin }
}

interface Drawn {
  readonly words: readonly string[]
  readonly stdin?: string
}

type Kind = (random: Random, places: FlagPlaces) => Drawn

/** Words as Go's strings; a byte that is no UTF-8 as `\xff`, which stays for whoever plays the line. */
function typed(word: string): string {
  if (word.includes('\\x')) return `'${word}'`
  return /^[^\s"'\\<>\p{C}\p{Z}]+$/u.test(word) ? word : JSON.stringify(word).replace(/\\x/g, '\\\\x')
}

/** With a dash, two, `=` or a word of its own. */
function flag(random: Random, name: string, value?: string): string[] {
  const dashed = `${random.pick(['-', '--', '--'])}${name}`
  if (value === undefined)
    return [random.below(8) === 0 ? `${dashed}=${random.pick(['true', 'false', '1', 'F', 'T'])}` : dashed]
  return random.below(2) === 0 ? [dashed, value] : [`${dashed}=${value}`]
}

function globalWords(random: Random): string[] {
  const words: string[] = []
  if (random.below(5) < 2) words.push(...flag(random, random.pick(['o', 'output', 'output']), random.pick(formats)))
  if (random.below(8) === 0) words.push(...flag(random, 'no-sync'))
  if (random.below(12) === 0) words.push(...flag(random, 'debug'))
  if (random.below(20) === 0)
    words.push(...flag(random, random.pick(['u', 'username']), random.pick(['', 'u1:pw', 'x:', ':'])))
  if (random.below(25) === 0)
    words.push(...flag(random, random.pick(['endpoints', 'endpoint', 'C', 'peers']), random.pick(sources)))
  if (random.below(40) === 0) words.push(...flag(random, 'insecure-discovery'))
  if (random.below(40) === 0) words.push(random.pick(strayWords))
  return words
}

/** Flags in front of the words, behind them or between them. */
function placed(
  random: Random,
  places: FlagPlaces,
  words: readonly string[],
  flags: readonly (readonly string[])[],
): string[] {
  if (places === 'anywhere' && random.below(3) > 0) {
    const pieces: (readonly string[])[] = words.map((word) => [word])
    for (const each of flags) pieces.splice(random.below(pieces.length + 1), 0, each)
    if (random.below(4) === 0) pieces.splice(random.below(pieces.length + 1), 0, ['--'])
    return pieces.flat()
  }
  const isDashed = words.some((word) => word.startsWith('-') && word !== '-')
  if (isDashed) return [...flags.flat(), '--', ...words]
  return random.below(2) === 0 ? [...flags.flat(), ...words] : [...words, ...flags.flat()]
}

function number(random: Random, good: readonly [string, ...string[]]): string {
  return random.below(9) === 0 ? random.pick(badNumbers) : random.pick(good)
}

/** A flag with a chance of one in `odds`. */
function maybe(random: Random, odds: number, name: string, value?: string): string[][] {
  return random.below(odds) === 0 ? [flag(random, name, value)] : []
}

const get: Kind = (random, places) => {
  const flags = [...maybe(random, 4, 'sort'), ...maybe(random, 4, random.pick(['quorum', 'q']))]
  return { words: ['get', ...placed(random, places, [random.pick(keys)], flags)] }
}

/** Without an order of its own a directory is listed in any. */
const ls: Kind = (random, places) => {
  const flags = [
    ['--sort'],
    ...maybe(random, 2, random.pick(['recursive', 'r'])),
    ...maybe(random, 3, 'p'),
    ...maybe(random, 6, random.pick(['quorum', 'q'])),
  ]
  const key = random.below(3) === 0 ? [] : [random.pick(keys)]
  return { words: ['ls', ...placed(random, places === 'anywhere' ? 'at the ends' : places, key, flags)] }
}

function writing(name: string, more: (random: Random) => string[][]): Kind {
  return (random, places) => {
    const flags = [...maybe(random, 4, 'ttl', number(random, timesToLive)), ...more(random)]
    const key = random.pick(keys)
    const isTyped = random.below(6) === 0
    const words = isTyped ? [key] : [key, random.below(12) === 0 ? '-5' : random.pick(values)]
    const stdin = random.pick(['', 'from stdin', 'line\n', '\u0000\u0001', 'é\n\n'] as const)
    return { words: [name, ...placed(random, places, words, flags)], ...(isTyped && { stdin }) }
  }
}

const set = writing('set', (random) => [
  ...maybe(random, 4, 'swap-with-value', random.pick(values)),
  ...maybe(random, 5, 'swap-with-index', number(random, indexes)),
])
const mk = writing('mk', (random) => maybe(random, 4, 'in-order'))
const update = writing('update', () => [])

const directory: Kind = (random, places) => {
  const name = random.pick(['mkdir', 'setdir', 'updatedir'])
  return {
    words: [name, ...placed(random, places, [random.pick(keys)], maybe(random, 3, 'ttl', number(random, timesToLive)))],
  }
}

const rm: Kind = (random, places) => {
  const flags = [
    ...maybe(random, 3, 'dir'),
    ...maybe(random, 4, random.pick(['recursive', 'r'])),
    ...maybe(random, 5, 'with-value', random.pick(values)),
    ...maybe(random, 6, 'with-index', number(random, indexes)),
  ]
  // the root cannot be removed, but all that is in it can be
  const key = random.pick(keys)
  return { words: ['rm', ...placed(random, places, [key], flags)] }
}

const rmdir: Kind = (random) => ({ words: ['rmdir', random.pick(keys)] })

const watch: Kind = (random) => {
  const flags = [['-r'], flag(random, 'after-index', random.pick(['1', '2', '3', '4']))]
  return { words: ['watch', ...placed(random, 'at the ends', ['/'], flags)] }
}

const user: Kind = (random, places) => {
  const name = random.pick(users)
  switch (random.below(7)) {
    case 0:
      return { words: ['user', 'list', ...(random.below(4) === 0 ? ['x'] : [])] }
    case 1:
      return { words: ['user', 'get', name] }
    case 2:
      return { words: ['user', 'remove', name] }
    case 3: {
      const named = name.includes(':') ? name : `${name}:pw`
      return { words: ['user', 'add', named, ...(random.below(9) === 0 ? ['x'] : [])] }
    }
    default: {
      const flags = [...maybe(random, 1, 'roles', random.pick(roles)), ...maybe(random, 3, 'roles', random.pick(roles))]
      return { words: ['user', random.pick(['grant', 'revoke']), ...placed(random, places, [name], flags)] }
    }
  }
}

const role: Kind = (random, places) => {
  const name = random.pick(roles)
  const kind = random.below(7)
  if (kind === 0) return { words: ['role', 'list'] }
  if (kind <= 3) return { words: ['role', random.pick(['get', 'add', 'add', 'remove']), name] }
  const flags = [
    ...maybe(random, 1, 'path', random.pick(permittedPaths)),
    ...maybe(random, 2, random.pick(['read', 'write', 'readwrite', 'rw'])),
    ...maybe(random, 4, random.pick(['read', 'write', 'rw'])),
  ]
  return { words: ['role', random.pick(['grant', 'revoke']), ...placed(random, places, [name], flags)] }
}

/** No line changes the members: an added one that does not start takes the quorum. */
const member: Kind = (random) => {
  switch (random.below(5)) {
    case 0:
      return { words: ['member', 'list'] }
    case 1:
      return { words: ['member', 'add', random.pick(users), random.pick(refusedUrls)] }
    case 2:
      return { words: ['member', 'remove', random.pick(members)] }
    case 3:
      return { words: ['member', 'update', random.pick(members), random.pick(peerUrls)] }
    default:
      return { words: ['cluster-health'] }
  }
}

const help: Kind = (random) => {
  const words = random.pick(paths).split(' ')
  const isAsked = random.below(2) === 0
  return { words: isAsked ? ['help', ...words] : [...words, random.pick(['--help', '-h', '-help', '--h'])] }
}

const mistake: Kind = (random) => {
  const words = [random.pick(commands), random.pick(wrongFlags)]
  return { words: random.below(2) === 0 ? words : [...words, 'a'] }
}

const kinds: readonly [Kind, ...Kind[]] = [
  ...[get, get, get, ls, ls, set, set, set, set, set, mk, mk, update, update, directory, directory, rm, rm],
  ...[rmdir, watch, user, role, member, help, mistake],
] as [Kind, ...Kind[]]
