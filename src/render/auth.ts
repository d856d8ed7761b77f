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
import { messageToJson } from './message-json.ts'
import type { AuthResults, Chunk, Named, RendererOf, RenderOptions } from './results.ts'

export const authSimple: RendererOf<AuthResults> = {
  authStatus: ({ enabled, authRevision }) => [`Authentication Status: ${enabled}\nAuthRevision: ${authRevision}\n`],
  authChange: ({ done }) => [line(done)],
  userGet: ({ name, response }) => [line(`User: ${name}`), line(['Roles:', ...response.roles].join(' '))],
  userList: ({ users }) => users.map(line),
  roleGet,
  roleList: ({ roles }) => roles.map(line),
}

export const authJson: RendererOf<AuthResults> = {
  authStatus: (response) => [`${messageToJson(authStatusResponseType, response)}\n`],
  authChange: ({ response }) => [`${messageToJson(authUserAddResponseType, response)}\n`],
  userGet: ({ response }) => [`${messageToJson(authUserGetResponseType, response)}\n`],
  userList: (response) => [`${messageToJson(authUserListResponseType, response)}\n`],
  roleGet: ({ response }) => [`${messageToJson(authRoleGetResponseType, response)}\n`],
  roleList: (response) => [`${messageToJson(authRoleListResponseType, response)}\n`],
}

export const authFields: RendererOf<AuthResults> = {
  authStatus: undefined,
  authChange: ({ response }, options) => [header(response.header, options)],
  userGet: undefined,
  userList: undefined,
  roleGet: ({ response }, options) => [header(response.header, options), ...response.perm.map(permissionFields)],
  roleList: ({ header: given, roles }, options) => [
    header(given, options),
    `${['"Roles" :', ...roles.map(quote)].join(' ')}\n`,
  ],
}

export const authProtobuf: RendererOf<AuthResults> = {
  authStatus: (response) => [encode(authStatusResponseType, response)],
  authChange: ({ response }) => [encode(authUserAddResponseType, response)],
  userGet: ({ response }) => [encode(authUserGetResponseType, response)],
  userList: (response) => [encode(authUserListResponseType, response)],
  roleGet: ({ response }) => [encode(authRoleGetResponseType, response)],
  roleList: (response) => [encode(authRoleListResponseType, response)],
}

export const authTable: RendererOf<AuthResults> = {
  authStatus: undefined,
  authChange: undefined,
  userGet: undefined,
  userList: undefined,
  roleGet: undefined,
  roleList: undefined,
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
