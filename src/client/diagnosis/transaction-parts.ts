import type { Compare, RequestOp, TxnRequest } from '../../rpc/messages.ts'

/** What a transaction may do, whichever branch it takes, those within it among them. */
export function operationsOf({ success = [], failure = [] }: Partial<TxnRequest>): RequestOp[] {
  const own = [...success, ...failure]
  return [...own, ...own.flatMap(({ requestTxn }) => (requestTxn === undefined ? [] : operationsOf(requestTxn)))]
}

/** What a transaction compares, and those within it. */
export function comparisonsOf({ compare = [], success = [], failure = [] }: Partial<TxnRequest>): Compare[] {
  const inner = [...success, ...failure].map(({ requestTxn }) => requestTxn)
  return [...compare, ...inner.flatMap((txn) => (txn === undefined ? [] : comparisonsOf(txn)))]
}
