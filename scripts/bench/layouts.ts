import type { Draw } from './draw.ts'

/** A way in which people name their keys. */
export interface Layout {
  readonly name: string
  /** What a read of all its keys asks for with `--prefix`; empty for the whole store. */
  readonly prefix: string
  /** Draws what the keys have in common; the maker then draws one key a call, perhaps one that it made before. */
  readonly maker: (draw: Draw) => () => Buffer
}

const hex = '0123456789abcdef'
const safe = 'bcdfghjklmnpqrstvwxz2456789'
const letters = 'abcdefghijklmnopqrstuvwxyz'

const kinds = [
  'pods', 'pods', 'pods', 'events', 'events', 'events', 'configmaps', 'secrets', 'replicasets', 'replicasets',
  'services/specs', 'services/endpoints', 'endpointslices', 'leases', 'deployments', 'serviceaccounts', 'jobs',
  'roles', 'rolebindings', 'statefulsets', 'controllerrevisions', 'persistentvolumeclaims',
  'cert-manager.io/certificates', 'monitoring.coreos.com/servicemonitors', 'networkpolicies',
] // biome-ignore format: a list of words

function kubernetes(draw: Draw): () => Buffer {
  const namespaces = namesOf(draw, draw.between(10, 120))
  const apps = namesOf(draw, draw.between(50, 600))
  return () => {
    // a few namespaces hold most of what there is
    const namespace = namespaces[Math.floor(draw.next() ** 2 * namespaces.length)]
    const kind = draw.among(kinds)
    const name = `${draw.among(apps)}-${draw.text(safe, draw.between(8, 10))}`
    const tail = kind === 'events' ? `.${draw.text(hex, 16)}` : `-${draw.text(safe, 5)}`
    return Buffer.from(`/registry/${kind}/${namespace}/${name}${tail}`)
  }
}

function namesOf(draw: Draw, count: number): string[] {
  return Array.from({ length: count }, () => {
    const words = Array.from({ length: draw.between(1, 3) }, () => draw.text(letters, draw.between(2, 9)))
    return words.join('-')
  })
}

function randomIds(draw: Draw): () => Buffer {
  return () => Buffer.from(draw.text(hex, 32))
}

/** Directories in directories, some with two files and some with thousands. */
function deepTrees(draw: Draw): () => Buffer {
  const names = Array.from({ length: 12 }, () => namesOf(draw, draw.between(2, 9)))
  return () => {
    const depth = draw.between(2, names.length)
    const folders = names.slice(0, depth).map((level) => draw.among(level))
    return Buffer.from(`/${folders.join('/')}/${draw.text(letters, draw.between(1, 6))}`)
  }
}

/** Nine keys of ten below one prefix, the others anywhere before and behind it. */
function oneHeavyPrefix(draw: Draw): () => Buffer {
  const heavy = `/${draw.text(letters, draw.between(3, 12))}/${draw.text(letters, draw.between(3, 12))}/`
  return () => {
    if (draw.next() < 0.9) return Buffer.from(`${heavy}${draw.text(safe, draw.between(6, 20))}`)
    const parts = Array.from({ length: draw.between(1, 5) }, () => draw.text(letters, draw.between(2, 10)))
    return Buffer.from(`/${parts.join('/')}`)
  }
}

/** Numbers that go up one by one, as a counter makes them. */
function paddedNumbers(draw: Draw): () => Buffer {
  let next = draw.below(1_000_000)
  return () => Buffer.from(`/job/${String(next++).padStart(10, '0')}`)
}

function plainNumbers(draw: Draw): () => Buffer {
  let next = draw.below(1000)
  return () => Buffer.from(`/job/${next++}`)
}

/** Any bytes, often the least and the greatest one. */
function binaryKeys(draw: Draw): () => Buffer {
  return () => {
    const key = draw.bytes(draw.between(1, 48))
    for (let at = 0; at < key.length; at++) if (draw.next() < 0.1) key[at] = draw.next() < 0.5 ? 0 : 0xff
    return key
  }
}

export const layouts: readonly Layout[] = [
  { name: 'kubernetes', prefix: '/registry/', maker: kubernetes },
  { name: 'random-ids', prefix: '', maker: randomIds },
  { name: 'deep-trees', prefix: '/', maker: deepTrees },
  { name: 'heavy-prefix', prefix: '', maker: oneHeavyPrefix },
  { name: 'padded-numbers', prefix: '/job/', maker: paddedNumbers },
  { name: 'plain-numbers', prefix: '/job/', maker: plainNumbers },
  { name: 'binary-keys', prefix: '', maker: binaryKeys },
]

/** So many different keys, in the order in which they are put: any. */
export function drawKeys({ maker }: Layout, count: number, draw: Draw): Buffer[] {
  const next = maker(draw)
  const seen = new Set<string>()
  const keys: Buffer[] = []
  while (keys.length < count) {
    const key = next()
    const text = key.toString('latin1')
    if (seen.has(text)) continue
    seen.add(text)
    keys.push(key)
  }
  return draw.shuffle(keys)
}
