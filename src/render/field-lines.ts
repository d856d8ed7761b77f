import { atLeast } from '../base/release.ts'
import type { ResponseHeader } from '../rpc/messages.ts'
import type { RenderOptions } from './results.ts'

export function field(name: string, value: string | bigint | number | boolean): string {
  return `"${name}" : ${value}\n`
}

/** The four header lines; since 3.6 a revision of 0 is left out, and `--hex` writes the ids in hexadecimal. */
export function header(given: ResponseHeader | undefined, options: RenderOptions): string {
  const revision = given?.revision ?? 0n
  const isShown = revision > 0n || !atLeast(options.profile, '3.6')
  return (
    field('ClusterID', idText(given?.clusterId ?? 0n, options)) +
    field('MemberID', idText(given?.memberId ?? 0n, options)) +
    (isShown ? field('Revision', revision) : '') +
    field('RaftTerm', given?.raftTerm ?? 0n)
  )
}

function isHex(options: RenderOptions): boolean {
  return options.hex && atLeast(options.profile, '3.6')
}

export function idText(id: bigint, options: RenderOptions): string {
  return isHex(options) ? id.toString(16) : String(id)
}

export function leaseText(lease: bigint, options: RenderOptions): string {
  return isHex(options) ? BigInt.asUintN(64, lease).toString(16).padStart(16, '0') : String(lease)
}
