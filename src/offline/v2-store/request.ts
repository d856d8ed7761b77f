import { decodeEscaping } from '../../base/arguments.ts'
import { decode } from '../../rpc/codec.ts'
import { requestType } from '../../rpc/fields.ts'
import type { InternalRaftRequest, RaftEntry, Request } from '../../rpc/messages.ts'
import { type Field, LazyMessageType } from '../../rpc/schema.ts'
import { parseRaftRequest } from '../wal/raft-request.ts'
import { WalError } from '../wal/wal-error.ts'

type Texts = 'Method' | 'Path' | 'Val' | 'PrevValue'
type RawRequest = Omit<Request, Texts> & { [Name in Texts]: Uint8Array }

/** A request with its texts as bytes: values need not be UTF-8. */
const rawRequestType = new LazyMessageType<RawRequest>('etcdserverpb.Request', () => requestType.fields.map(asBytes))

const rawInternalType = new LazyMessageType<{ v2?: RawRequest }>('etcdserverpb.InternalRaftRequest', () => [
  { number: 2, name: 'v2', protoName: 'v2', type: 'message', message: () => rawRequestType },
])

function asBytes(field: Field): Field {
  return field.type === 'string' ? { ...field, type: 'bytes' } : field
}

export interface EntryRequest {
  /** A request of the v3 API, or of etcd itself since 3.5. */
  readonly v3: InternalRaftRequest | undefined
  /** Texts hold bytes that are not UTF-8 as lone surrogates. */
  readonly v2: Request | undefined
}

/** What a normal entry of the log asks for; neither for an entry without content. Throws a WalError for what is no request. */
export function entryRequest({ Data = new Uint8Array(), Index }: RaftEntry): EntryRequest {
  if (Data.length === 0) return { v3: undefined, v2: undefined }
  const { v3, v2 } = parseRaftRequest(Data)
  if (v2 === undefined && v3 === undefined) throw new WalError(`wal: entry ${Index} is no request`)
  if (v2 === undefined) return { v3, v2: undefined }
  const raw = v3 === undefined ? decode(rawRequestType, Data) : decode(rawInternalType, Data).v2
  return { v3: undefined, v2: raw && withTexts(raw) }
}

function withTexts(raw: RawRequest): Request {
  const { Method, Path, Val, PrevValue } = raw
  return { ...raw, Method: text(Method), Path: text(Path), Val: text(Val), PrevValue: text(PrevValue) }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function text(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return decodeEscaping(bytes)
  }
}
