import { quote } from '../render/quote.ts'
import { prefixEnd } from './ranges.ts'

/** A request about a key, or about a range when it has an end. */
interface Keyed {
  readonly key: Uint8Array
  readonly rangeEnd?: Uint8Array
}

const rights: Readonly<Record<string, string>> = {
  '/etcdserverpb.KV/Range': 'read',
  '/etcdserverpb.KV/RangeStream': 'read',
  '/etcdserverpb.KV/Put': 'write',
  '/etcdserverpb.KV/DeleteRange': 'write',
}

/** What a user whose call was denied lacks, and the command that gives it: `has no right to write "k"; …`. */
export function missingRight(path: string, request: object | undefined): string {
  const right = rights[path]
  if (right !== undefined && isKeyed(request)) {
    const range = rangeText(request)
    return `has no right to ${right} ${range}; root may give it: etcdctl role grant-permission ROLE ${right} ${range}`
  }
  if (path === '/etcdserverpb.KV/Txn') {
    return 'lacks a right on a key of the transaction; see etcdctl user get NAME --detail'
  }
  if (path.startsWith('/etcdserverpb.Lease/') || path === '/etcdserverpb.Watch/Watch') {
    return 'lacks a right on the keys that this touches; see etcdctl user get NAME --detail'
  }
  return 'lacks the role root, which this takes; see etcdctl user grant-role NAME root'
}

function isKeyed(request: object | undefined): request is Keyed {
  return request !== undefined && 'key' in request && request.key instanceof Uint8Array
}

/** In the words of the command line, all keys being the prefix "": `"k"`, `"k" --prefix`, `"a" --from-key`, `"a" "b"`. */
function rangeText({ key, rangeEnd = new Uint8Array() }: Keyed): string {
  if (rangeEnd.length === 0) return quote(key)
  const isOpen = rangeEnd.length === 1 && rangeEnd[0] === 0
  if (isOpen && key.length === 1 && key[0] === 0) return '"" --prefix'
  if (isOpen) return `${quote(key)} --from-key`
  const isPrefix = Buffer.compare(prefixEnd(key), rangeEnd) === 0
  return isPrefix ? `${quote(key)} --prefix` : `${quote(key)} ${quote(rangeEnd)}`
}
