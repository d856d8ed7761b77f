import { prefixRange } from '../../src/base/ranges.ts'
import { create, encode } from '../../src/rpc/codec.ts'
import { rangeRequestType } from '../../src/rpc/fields.ts'
import { type RangeRequest, SortOrder, SortTarget } from '../../src/rpc/messages.ts'
import { askBare } from './bare-client.ts'
import type { Contender } from './contenders.ts'
import type { Limit, Program } from './measure.ts'

/** A way to read a whole prefix: the flags, and the request that they stand for. */
export interface Format {
  readonly name: string
  readonly flags: (store: Filled) => readonly string[]
  readonly request?: (store: Filled) => Partial<RangeRequest>
  /** The real clients have the flags since this release. */
  readonly since?: string
  readonly intoPipe?: boolean
}

/** A server with keys in it. */
export interface Filled {
  readonly endpoint: string
  readonly clientFlags: readonly string[]
  readonly processIds: () => readonly number[]
  readonly version: string
  readonly prefix: string
  readonly keys: number
  /** Revisions before the first key and behind the last. */
  readonly firstRevision: bigint
  readonly lastRevision: bigint
}

export const bareClient = 'bare client'
export const bareStream = 'bare client, streamed'

/** A million keys take the original longer than the five seconds that it usually allows. */
const patience = '--command-timeout=10m'

const tenth = ({ keys }: Filled) => Math.ceil(keys / 10)
const middle = ({ firstRevision, lastRevision }: Filled) => (firstRevision + lastRevision) / 2n

export const formats: readonly Format[] = [
  { name: 'simple', flags: () => [] },
  { name: 'json', flags: () => ['-w', 'json'] },
  { name: 'fields', flags: () => ['-w', 'fields'] },
  { name: 'keys-only', flags: () => ['--keys-only'], request: () => ({ keysOnly: true }) },
  { name: 'pipe', flags: () => [], intoPipe: true },
  {
    name: 'sorted',
    flags: () => ['--sort-by=MODIFY', '--order=DESCEND'],
    request: () => ({ sortTarget: SortTarget.MOD, sortOrder: SortOrder.DESCEND }),
  },
  {
    name: 'filtered',
    flags: (store) => [`--min-mod-rev=${middle(store)}`],
    request: (store) => ({ minModRevision: middle(store) }),
    since: '3.6',
  },
  {
    name: 'limit',
    flags: (store) => [`--limit=${tenth(store)}`],
    request: (store) => ({ limit: BigInt(tenth(store)) }),
  },
]

/** The bare client, and each contender that has the flags, with the same read. */
export function readsOf(store: Filled, format: Format, contenders: readonly Contender[]): (Program | Limit)[] {
  const words = [...store.clientFlags, patience, 'get', store.prefix, '--prefix', ...format.flags(store)]
  const servers = store.processIds
  const able = contenders.filter(({ release }) => (release ?? '9') >= (format.since ?? ''))
  const programs = able.map(({ name, argv }) => ({ name, argv: intoPipe([...argv, ...words], format), servers }))
  return [...bareReads(store, format), ...programs]
}

function bareReads(store: Filled, { request }: Format): Limit[] {
  const fields = { ...prefixRange(Buffer.from(store.prefix)), ...request?.(store) }
  const bytes = encode(rangeRequestType, create(rangeRequestType, fields))
  const ask = (name: string, method: string): Limit => {
    return {
      name,
      servers: store.processIds,
      perform: () => askBare(store.endpoint, `/etcdserverpb.KV/${method}`, bytes),
    }
  }
  const whole = ask(bareClient, 'Range')
  const isStreamed = store.version >= '3.7' && fields.sortOrder === undefined && fields.minModRevision === undefined
  return isStreamed ? [whole, ask(bareStream, 'RangeStream')] : [whole]
}

function intoPipe(argv: readonly string[], format: Format): readonly string[] {
  return format.intoPipe ? ['bash', '-o', 'pipefail', '-c', '"$@" | wc -c', 'bash', ...argv] : argv
}
