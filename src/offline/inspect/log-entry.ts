import { quote } from '../../go/quote.ts'
import { decode } from '../../rpc/codec.ts'
import { internalRaftRequestType, raftConfChangeType, requestType } from '../../rpc/fields.ts'
import {
  type InternalRaftRequest,
  RaftConfChangeType,
  type RaftEntry,
  RaftEntryType,
  type Request,
} from '../../rpc/messages.ts'
import type { MessageType } from '../../rpc/schema.ts'
import { type ProtoTextStyle, protoText } from './proto-text.ts'

/** What an entry of the log asks for: a change of members, a request of the v3 API, one of the v2 API, or neither. */
export type LogEntry =
  | { readonly kind: 'conf' }
  | { readonly kind: 'internal'; readonly request: InternalRaftRequest }
  | { readonly kind: 'v2'; readonly request: Request }
  | { readonly kind: 'unknown' }

const noBytes = new Uint8Array()

/** Undefined for a change of members of the second version, which no filter takes. */
export function readLogEntry(entry: RaftEntry): LogEntry | undefined {
  if (entry.Type === RaftEntryType.EntryConfChange) return { kind: 'conf' }
  if (entry.Type !== RaftEntryType.EntryNormal) return undefined
  const internal = tryDecode(internalRaftRequestType, entry.Data)
  if (internal !== undefined) return { kind: 'internal', request: internal }
  const request = tryDecode(requestType, entry.Data)
  return request === undefined ? { kind: 'unknown' } : { kind: 'v2', request }
}

function tryDecode<T extends object>(type: MessageType<T>, bytes: Uint8Array = noBytes): T | undefined {
  try {
    return decode(type, bytes)
  } catch {
    return undefined
  }
}

/** A row of the listing without its end: term, index, type and data, with tabs between them. */
export function logRow(entry: RaftEntry, read: LogEntry, style: ProtoTextStyle): string {
  const start = `${String(entry.Term).padStart(4)}\t${String(entry.Index).padStart(10)}`
  switch (read.kind) {
    case 'conf':
      return `${start}\tconf\t${confText(entry)}`
    case 'internal':
      return `${start}\tnorm\t${protoText(internalRaftRequestType, withoutPassword(read.request), style)}`
    case 'v2':
      return `${start}\tnorm\t${requestText(read.request)}`
    case 'unknown':
      return `${start}\tnorm\t???`
  }
}

function confText(entry: RaftEntry): string {
  const change = tryDecode(raftConfChangeType, entry.Data)
  if (change === undefined) return '???'
  const method = Object.entries(RaftConfChangeType).find(([, number]) => number === change.type)?.[0]
  return `method=${method ?? change.type} id=${change.nodeId.toString(16)}`
}

/** Passwords in clear are not shown, in any release. */
function withoutPassword(request: InternalRaftRequest): InternalRaftRequest {
  const { authUserAdd, authUserChangePassword } = request
  return {
    ...request,
    ...(authUserAdd === undefined ? {} : { authUserAdd: hiding(authUserAdd) }),
    ...(authUserChangePassword === undefined ? {} : { authUserChangePassword: hiding(authUserChangePassword) }),
  }
}

function hiding<T extends { readonly password: string }>(request: T): T {
  return request.password === '' ? request : { ...request, password: '<value removed>' }
}

function requestText({ Method, Path, Val, Time }: Request): string {
  switch (Method) {
    case '':
      return 'noop'
    case 'SYNC':
      return `method=SYNC time=${quote(timeText(Time))}`
    case 'QGET':
    case 'DELETE':
      return `method=${Method} path=${excerpt(Path, 64, 64)}`
    default:
      return `method=${Method} path=${excerpt(Path, 64, 64)} val=${excerpt(Val, 128, 0)}`
  }
}

/** The first and last bytes of a long text. */
function excerpt(text: string, first: number, last: number): string {
  const bytes = Buffer.from(text)
  if (first + last > bytes.length) return quote(bytes)
  return `${quote(bytes.subarray(0, first))}...${quote(bytes.subarray(bytes.length - last))}`
}

/** Nanoseconds since 1970 as Go prints a time in UTC: `2009-11-10 23:00:00.5 +0000 UTC`. */
function timeText(nanoseconds: bigint): string {
  const second = 1_000_000_000n
  const rest = ((nanoseconds % second) + second) % second
  const date = new Date(Number((nanoseconds - rest) / second) * 1000).toISOString()
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`
  return `${date.slice(0, 10)} ${date.slice(11, 19)}${fraction} +0000 UTC`
}
