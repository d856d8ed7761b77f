import { command } from '../../app.ts'
import { decodeEscaping } from '../../base/arguments.ts'
import { UsageError } from '../../base/errors.ts'
import type { KeyRange } from '../../base/ranges.ts'
import { patiently } from '../tell-waiting.ts'
import { permissionFlags, permissionRange } from './permission-range.ts'

export const roleRevokePermission = command({
  use: 'revoke-permission <role name> <key> [endkey]',
  long: 'The key or the range must be exactly the one that was granted.',
  examples: '  etcdctl role revoke-permission readers /config/ --prefix\n  etcdctl role revoke-permission writers a z',
  flags: permissionFlags,
  run: async (app, args, flags) => {
    // arguments after the end key are passed over (3.4 to 3.7)
    const [role, key, endKey] = args
    if (role === undefined || key === undefined) {
      throw new UsageError('role revoke-permission command requires role name and key [endkey] as its argument')
    }
    const range = permissionRange(key, endKey, flags)
    const session = await app.open('authChange')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) =>
      client.auth.roleRevokePermission({ role, ...range }, call),
    )
    await session.print('authChange', { done: `${permissionText(key, range)} is revoked from role ${role}`, response })
  },
})

/** Shows the key as it was typed; an open end has no bracket (3.4 to 3.7). */
function permissionText(typed: string, { rangeEnd }: KeyRange): string {
  if (rangeEnd.length === 0) return `Permission of key ${typed}`
  const isOpen = rangeEnd.length === 1 && rangeEnd[0] === 0
  return `Permission of range [${typed}, ${isOpen ? '<open ended>' : `${decodeEscaping(rangeEnd)})`}`
}
