/** An id as Go's `%016x` writes it: 16 characters, a minus sign among them. */
export function leaseIdText(id: bigint): string {
  return id < 0n ? `-${(-id).toString(16).padStart(15, '0')}` : id.toString(16).padStart(16, '0')
}
