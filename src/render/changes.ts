import { joinBytes, utf8 } from '../base/bytes.ts'
import { bytesMember, idText, recordLine } from './jsonl.ts'
import type { ChangeCounts, ChangeLine, ChangeReport, ChangeResults, PlannedChange, Renderings } from './results.ts'

/** What commands with a plan change, or would change. */
export const changes: Renderings<ChangeResults> = {
  change: {
    simple: linesOf((line, isDryRun) => [simpleLine(line, isDryRun)]),
    json: undefined,
    jsonl: linesOf((line, isDryRun) => [recordLine(recordOf(line, isDryRun))]),
    fields: undefined,
    protobuf: undefined,
    table: undefined,
  },
}

type Writer = (line: ChangeLine, isDryRun: boolean) => readonly (Uint8Array | string)[]

function linesOf(write: Writer) {
  return async function* ({ lines, isDryRun }: ChangeReport): AsyncGenerator<Uint8Array | string> {
    for await (const line of lines) yield* write(line, isDryRun)
  }
}

function simpleLine(line: ChangeLine, isDryRun: boolean): Uint8Array | string {
  switch (line.kind) {
    case 'step':
      return aboutKey(`${sign(line.step)} `, line.step.key, '')
    case 'conflict':
      return aboutKey('! ', line.step.key, `: ${whatHappened(line.step.seen, line.changed)}`)
    case 'leaseGone':
      return aboutKey('! ', line.step.key, `: its lease ${idText(line.step.lease)} does not exist any more`)
    case 'summary':
      return summaryLine(line.counts, isDryRun)
  }
}

function aboutKey(before: string, key: Uint8Array, behind: string): Uint8Array {
  return joinBytes([utf8(before), key, utf8(`${behind}\n`)])
}

function sign({ value, seen }: PlannedChange): '+' | '~' | '-' {
  if (value === undefined) return '-'
  return seen === 0n ? '+' : '~'
}

function whatHappened(seen: bigint, changed: bigint): string {
  if (changed === 0n) return `it does not exist any more, and had revision ${seen}`
  return `it was changed again, at revision ${changed}`
}

function summaryLine({ put, deleted, same, conflicts, leasesGone, unknown }: ChangeCounts, isDryRun: boolean): string {
  const done = isDryRun ? `would put ${put}, delete ${deleted}` : `put ${put}, deleted ${deleted}`
  const lost = leasesGone === 0 ? '' : `, leases gone ${leasesGone}`
  const doubt = unknown === 0 ? '' : `, not known ${unknown}`
  return `${done}, same ${same}, conflicts ${conflicts}${lost}${doubt}\n`
}

function recordOf(line: ChangeLine, isDryRun: boolean) {
  if (line.kind === 'summary') {
    const { put, deleted, same, conflicts, leasesGone, unknown } = line.counts
    return { action: 'summary', dry_run: isDryRun, put, deleted, same, conflicts, leases_gone: leasesGone, unknown }
  }
  const { key, value, seen, lease } = line.step
  return {
    action: actionOf(line),
    ...bytesMember('key', key),
    ...(line.kind === 'step' && value !== undefined ? bytesMember('value', value) : {}),
    guard_revision: seen,
    mod_revision: line.kind === 'conflict' ? line.changed : undefined,
    lease: lease === 0n ? undefined : idText(lease),
  }
}

function actionOf({ kind, step }: Exclude<ChangeLine, { kind: 'summary' }>): string {
  if (kind === 'leaseGone') return 'lease_gone'
  if (kind === 'conflict') return kind
  return step.value === undefined ? 'delete' : 'put'
}
