import { BitSet } from '../mvcc/bit-set.ts'
import { type KeyTable, takeInParts } from '../mvcc/key-table.ts'
import type { Findings } from './findings.ts'
import type { KeyStep } from './key-step.ts'
import type { LeaseIds } from './lease-ids.ts'

/** Checks that the pairs of each key make a history without holes, and finds keys whose lease is not there. */
export class KeyHistory {
  /** Keys that exist after the last entry. */
  keys = 0
  private readonly findings: Findings
  private readonly compacted: bigint
  private readonly leases: LeaseIds
  private readonly table: KeyTable
  /** Entries, counted from 0, that are their key's newest and name a lease that is not there. */
  private strayLeases = new BitSet()
  private strayCount = 0
  /** Where the table was full: entries before that position are not judged again. */
  private fullAt = 0

  constructor(findings: Findings, compacted: bigint, leases: LeaseIds, table: KeyTable) {
    this.findings = findings
    this.compacted = compacted
    this.leases = leases
    this.table = table
  }

  get hasStrayLeases(): boolean {
    return this.strayCount > 0
  }

  hasStrayLease(position: number): boolean {
    return this.strayLeases.has(position)
  }

  /** Takes the entry at a position counted from 0. */
  take(position: number, step: KeyStep): void {
    const { isTombstone } = step
    const before = this.table.replace(step.bytes, step.keyStart, step.keyEnd, isTombstone ? 0 : position + 1)
    if (before < 0) {
      if (this.fullAt === 0 && this.table.isFull) this.fullAt = position
      return
    }
    if (before > 0) this.forgetStray(before - 1)
    if (!isTombstone) this.noteLease(position, step.lease)
    this.keys += Number(!isTombstone) - Number(before > 0)
    if (position >= this.fullAt && step.main > this.compacted) this.judge(step, before > 0)
  }

  /** Once all entries are taken: has them taken again when their keys did not fit into the table. */
  complete(entries: number, takeAll: () => void): void {
    if (!this.table.isFull) return
    this.keys = 0
    this.strayLeases = new BitSet()
    this.strayCount = 0
    takeInParts(this.table, entries, takeAll)
  }

  private judge(step: KeyStep, existed: boolean): void {
    const { main, sub, isTombstone, version } = step
    if (isTombstone ? existed : existed === version > 1) return
    const key = `${step.keyText()}, which ${existed ? 'is' : 'is not'} there`
    const what = isTombstone ? `deletes ${key}` : `is version ${version} of ${key} already`
    this.findings.add(`key: revision ${main}/${sub} ${what}`)
  }

  private noteLease(position: number, lease: bigint): void {
    if (lease === 0n || this.leases.has(lease)) return
    this.strayLeases.add(position)
    this.strayCount += 1
  }

  private forgetStray(position: number): void {
    if (!this.strayLeases.has(position)) return
    this.strayLeases.delete(position)
    this.strayCount -= 1
  }
}
