import { prefixEnd } from '../../base/ranges.ts'
import { quote } from '../../go/quote.ts'
import type { RequestOp, TxnRequest } from '../../rpc/messages.ts'
import { comparisonsOf, operationsOf } from './transaction-parts.ts'

/** A request about a key, or about a range when it has an end. */
interface Keyed {
  readonly key: Uint8Array
  readonly rangeEnd?: Uint8Array | undefined
}

const rights: Readonly<Record<string, string>> = {
  '/etcdserverpb.KV/Range': 'read',
  '/etcdserverpb.KV/RangeStream': 'read',
  '/etcdserverpb.KV/Put': 'write',
  '/etcdserverpb.KV/DeleteRange': 'write',
  '/etcdserverpb.Watch/Watch': 'read',
}

/** The right that a user lacks whose call was denied, and the command that grants it: `has no right to write "k"; …`. */
export function missingRight(path: string, request: object | undefined): string {
  const right = rights[path]
  if (right !== undefined && isKeyed(request))
    return denied({ ...request, reads: right === 'read', writes: right === 'write' })
  if (path === '/etcdserverpb.KV/Txn') {
    const need = request === undefined ? undefined : transactionNeed(request)
    return need === undefined
      ? 'lacks a right on a key of the transaction; see etcdctl user get NAME --detail'
      : denied(need)
  }
  if (path.startsWith('/etcdserverpb.Lease/') || path === '/etcdserverpb.Watch/Watch') {
    return 'lacks a right on the keys that this touches; see etcdctl user get NAME --detail'
  }
  return 'lacks the role root, which this takes; see etcdctl user grant-role NAME root'
}

/** What must be allowed on a key or a range. */
interface Need extends Keyed {
  readonly reads: boolean
  readonly writes: boolean
}

function denied(need: Need): string {
  const range = rangeText(need)
  const right = need.reads && need.writes ? 'readwrite' : need.reads ? 'read' : 'write'
  const verb = right === 'readwrite' ? 'read and write' : right
  return `has no right to ${verb} ${range}; root may give it: etcdctl role grant-permission ROLE ${right} ${range}`
}

/** The range that covers all that a transaction touches, as in the queues of locks and elections; undefined when none does. */
function transactionNeed(request: Partial<TxnRequest>): Need | undefined {
  const needs = [...comparisonsOf(request).map(needToRead), ...operationsOf(request).flatMap(needOf)]
  const widest = needs.find((need) => needs.every((each) => covers(need, each)))
  if (widest === undefined) return undefined
  return { ...widest, reads: needs.some(({ reads }) => reads), writes: needs.some(({ writes }) => writes) }
}

function needToRead({ key, rangeEnd }: Keyed): Need {
  return { key, rangeEnd, reads: true, writes: false }
}

function needOf({ requestRange, requestPut, requestDeleteRange }: RequestOp): Need[] {
  if (requestRange !== undefined) return [needToRead(requestRange)]
  const { key, rangeEnd } = requestDeleteRange ?? { key: requestPut?.key, rangeEnd: undefined }
  return key === undefined ? [] : [{ key, rangeEnd, reads: false, writes: true }]
}

/** True when the keys of `inner` are all in `outer`. */
function covers({ key, rangeEnd = noEnd }: Keyed, inner: Keyed): boolean {
  if (rangeEnd.length === 0) return (inner.rangeEnd ?? noEnd).length === 0 && Buffer.compare(key, inner.key) === 0
  if (Buffer.compare(key, inner.key) > 0) return false
  return isOpen(rangeEnd) || (!isOpen(lastOf(inner)) && Buffer.compare(lastOf(inner), rangeEnd) <= 0)
}

/** The end of a range, or the key that comes right after a single one. */
function lastOf({ key, rangeEnd = noEnd }: Keyed): Uint8Array {
  return rangeEnd.length === 0 ? Buffer.concat([key, Uint8Array.of(0)]) : rangeEnd
}

const noEnd = new Uint8Array()

/** `\0` as the range end means all keys from the start on. */
function isOpen(rangeEnd: Uint8Array): boolean {
  return rangeEnd.length === 1 && rangeEnd[0] === 0
}

function isKeyed(request: object | undefined): request is Keyed {
  return request !== undefined && 'key' in request && request.key instanceof Uint8Array
}

/** In the words of the command line, all keys being the prefix "": `"k"`, `"k" --prefix`, `"a" --from-key`, `"a" "b"`. */
function rangeText({ key, rangeEnd = noEnd }: Keyed): string {
  if (rangeEnd.length === 0) return quote(key)
  if (isOpen(rangeEnd) && key.length === 1 && key[0] === 0) return '"" --prefix'
  if (isOpen(rangeEnd)) return `${quote(key)} --from-key`
  const isPrefix = Buffer.compare(prefixEnd(key), rangeEnd) === 0
  return isPrefix ? `${quote(key)} --prefix` : `${quote(key)} ${quote(rangeEnd)}`
}
