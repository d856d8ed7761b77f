import { argumentBytes } from '../base/arguments.ts'
import { prefixEnd } from '../base/ranges.ts'
import { atLeast } from '../base/release.ts'
import { quote } from '../go/quote.ts'
import { encode } from '../rpc/codec.ts'
import {
  authRoleGetResponseType,
  authRoleListResponseType,
  authStatusResponseType,
  authUserAddResponseType,
  authUserGetResponseType,
  authUserListResponseType,
} from '../rpc/fields.ts'
import { type AuthRoleGetResponse, type Permission, PermissionType } from '../rpc/messages.ts'
import { field, header } from './field-lines.ts'
import { messageLine } from './message-json.ts'
import type { AuthResults, Chunk, Named, Renderings, RenderOptions } from './results.ts'

/** Users and roles, and whether their rights are checked. */
export const auth: Renderings<AuthResults> = {
  authStatus: {
    simple: ({ enabled, authRevision }) => [`Authentication Status: ${enabled}\nAuthRevision: ${authRevision}\n`],
    json: (response) => messageLine(authStatusResponseType, response),
    fields: undefined,
    protobuf: (response) => [encode(authStatusResponseType, response)],
    table: undefined,
  },
  authChange: {
    simple: ({ done }) => [line(done)],
    json: ({ response }) => messageLine(authUserAddResponseType, response),
    fields: ({ response }, options) => [header(response.header, options)],
    protobuf: ({ response }) => [encode(authUserAddResponseType, response)],
    table: undefined,
  },
  userGet: {
    simple: ({ name, response }) => [line(`User: ${name}`), line(['Roles:', ...response.roles].join(' '))],
    json: ({ response }) => messageLine(authUserGetResponseType, response),
    fields: undefined,
    protobuf: ({ response }) => [encode(authUserGetResponseType, response)],
    table: undefined,
  },
  userList: {
    simple: ({ users }) => users.map(line),
    json: (response) => messageLine(authUserListResponseType, response),
    fields: undefined,
    protobuf: (response) => [encode(authUserListResponseType, response)],
    table: undefined,
  },
  roleGet: {
    simple: roleGet,
    json: ({ response }) => messageLine(authRoleGetResponseType, response),
    fields: ({ response }, options) => [header(response.header, options), ...response.perm.map(permissionFields)],
    protobuf: ({ response }) => [encode(authRoleGetResponseType, response)],
    table: undefined,
  },
  roleList: {
    simple: ({ roles }) => roles.map(line),
    json: (response) => messageLine(authRoleListResponseType, response),
    fields: ({ header: given, roles }, options) => [
      header(given, options),
      `${['"Roles" :', ...roles.map(quote)].join(' ')}\n`,
    ],
    protobuf: (response) => [encode(authRoleListResponseType, response)],
    table: undefined,
  },
}

function line(text: string): Uint8Array {
  return argumentBytes(`${text}\n`)
}

function* roleGet({ name, response }: Named<AuthRoleGetResponse>, options: RenderOptions): Generator<Chunk> {
  yield line(`Role ${name}`)
  const permissions = shownPermissions(name, response, options)
  for (const [title, type] of [
    ['KV Read:\n', PermissionType.READ],
    ['KV Write:\n', PermissionType.WRITE],
  ] as const) {
    yield title
    for (const permission of permissions) {
      const isMeant = permission.permType === type || permission.permType === PermissionType.READWRITE
      if (isMeant) yield* permissionLine(permission, options)
    }
  }
}

/** Servers up to 3.5 do not say that root may do everything; clients since 3.6 do. */
function shownPermissions(name: string, { perm }: AuthRoleGetResponse, options: RenderOptions): readonly Permission[] {
  if (name !== 'root' || perm.length > 0 || !atLeast(options.profile, '3.6')) return perm
  return [{ permType: PermissionType.READWRITE, key: new Uint8Array(), rangeEnd: Uint8Array.of(0) }]
}

function* permissionLine({ key, rangeEnd }: Permission, options: RenderOptions): Generator<Chunk> {
  if (rangeEnd.length === 0) {
    yield* ['\t', key, '\n']
    return
  }
  const isOpen = rangeEnd.length === 1 && rangeEnd[0] === 0
  yield* ['\t[', key, ...(isOpen ? [', <open ended>'] : [', ', rangeEnd, ')'])]
  if (isPrefix(key, rangeEnd, options)) yield* [' (prefix ', key, ')']
  yield '\n'
}

/** Since 3.6 the range of all keys is not called a prefix. */
function isPrefix(key: Uint8Array, rangeEnd: Uint8Array, options: RenderOptions): boolean {
  if (key.length === 0 && atLeast(options.profile, '3.6')) return false
  return Buffer.compare(prefixEnd(key), rangeEnd) === 0
}

const typeNames = ['READ', 'WRITE', 'READWRITE']

/** The second space before the type is the original's. */
function permissionFields({ permType, key, rangeEnd }: Permission): string {
  const type = typeNames[permType] ?? String(permType)
  return field('PermType', ` ${type}`) + field('Key', quote(key)) + field('RangeEnd', quote(rangeEnd))
}
