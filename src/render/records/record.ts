import type { JsonRecord } from '../jsonl.ts'
import type { RenderOptions, ResultKind, Results } from '../results.ts'

/** How each kind of result becomes records, so that a forgotten one does not compile. */
export type RecordsOf<Kinds> = {
  readonly [K in keyof Kinds]: (result: Kinds[K], options: RenderOptions) => Iterable<JsonRecord>
}

/** The kinds whose own file says what their records are. */
export type OwnRecords = 'get' | 'delPlan' | 'change' | 'diff' | 'history' | 'ls' | 'tree' | 'du'

export type RecordKind = Exclude<ResultKind, OwnRecords>

export type AllRecords = RecordsOf<Pick<Results, RecordKind>>
