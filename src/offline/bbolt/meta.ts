/** What the valid meta page with the highest transaction says. */
export interface BoltMeta {
  readonly pageSize: number
  /** Page of the root bucket. */
  readonly root: number
  readonly sequence: bigint
  /** Page of the list of free pages; undefined when it is not stored, as in every file that etcd writes. */
  readonly freelist: number | undefined
  /** Number of pages in use: the database ends there. */
  readonly pgid: number
  readonly txid: bigint
}
