import type { RendererOf } from './results.ts'

/** The kinds of the results of txn. */
export type TxnResults = {}

export const txnSimple: RendererOf<TxnResults> = {}

export const txnJson: RendererOf<TxnResults> = {}

export const txnFields: RendererOf<TxnResults> = {}

export const txnProtobuf: RendererOf<TxnResults> = {}

export const txnTable: RendererOf<TxnResults> = {}
