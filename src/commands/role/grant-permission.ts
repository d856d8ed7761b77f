import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { type AuthRoleGrantPermissionRequest, PermissionType } from '../../rpc/messages.ts'
import { patiently } from '../tell-waiting.ts'
import { type PermissionFlags, permissionFlags, permissionRange } from './permission-range.ts'

/** Arguments after the end key are passed over (3.4 to 3.7). Throws a UsageError. */
export function grantPermissionRequest(
  args: readonly string[],
  flags: PermissionFlags,
): AuthRoleGrantPermissionRequest {
  const [name, type, key, endKey] = args
  if (name === undefined || type === undefined || key === undefined) {
    throw new UsageError('role grant command requires role name, permission type, and key [endkey] as its argument')
  }
  return { name, perm: { permType: permissionType(type), ...permissionRange(key, endKey, flags) } }
}

function permissionType(text: string): number {
  const types: Readonly<Record<string, number>> = PermissionType
  const type = types[text.toUpperCase()]
  if (type === undefined) throw new UsageError(`invalid permission type: ${text}`)
  return type
}

export const roleGrantPermission = command({
  use: 'grant-permission [options] <role name> <permission type> <key> [endkey]',
  long: 'The permission type is read, write or readwrite. With [endkey] the range is [<key>, <endkey>). An empty key stands for all keys, with --prefix or --from-key.',
  examples:
    "  etcdctl role grant-permission readers read /config/ --prefix\n  etcdctl role grant-permission writers readwrite a z\n  etcdctl role grant-permission admins readwrite '' --from-key",
  flags: permissionFlags,
  run: async (app, args, flags) => {
    const request = grantPermissionRequest(args, flags)
    const session = await app.open('authChange')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) => client.auth.roleGrantPermission(request, call))
    await session.print('authChange', { done: `Role ${request.name} updated`, response })
  },
})
