import { CliError } from '../../cli/errors.ts'
import { atLeast, type Profile } from '../../cli/profile.ts'
import { quote } from '../../render/quote.ts'
import { decode } from '../../rpc/codec.ts'
import { keyValueType, leaseType, permissionType, roleType, userAddOptionsType, userType } from '../../rpc/fields.ts'
import { i64be, u64be } from '../bytes.ts'
import { parseRevisionKey, type RevisionKey } from '../mvcc/revision-key.ts'
import { protoText, protoTextStyle } from './proto-text.ts'

/** One entry of a bucket as a line without its end. Throws an Error for bytes that are not what the bucket should hold. */
export type EntryText = (key: Uint8Array, value: Uint8Array, profile: Profile) => string

/** Key and value quoted as in Go. */
export const quotedText: EntryText = (key, value) => `key=${quote(key)}, value=${quote(value)}`

/** How entries of a bucket are shown when they are decoded; buckets that hold plain text are quoted. */
export function decoderOf(bucket: string): EntryText {
  return decoders[bucket] ?? quotedText
}

const decoders: Readonly<Record<string, EntryText>> = {
  key: keyText,
  lease: leaseText,
  auth: authText,
  authRoles: roleText,
  authUsers: userText,
  meta: metaText,
}

/** Throws a CliError for a key that is no revision, an Error for a value that is no key-value pair. */
export function keyText(key: Uint8Array, value: Uint8Array, profile: Profile): string {
  const revision = parseRevisionKey(key)
  if (revision === undefined) throw new CliError(`cannot parse revision key: ${quote(key)}`)
  const kv = decode(keyValueType, value)
  const pair = `key ${quote(kv.key)} | val ${quote(kv.value)}`
  const revisions = `created ${kv.createRevision} | mod ${kv.modRevision} | ver ${kv.version}`
  return `rev=${revisionText(revision, profile)}, value=[${pair} | ${revisions}]`
}

function revisionText({ main, sub, isTombstone }: RevisionKey, profile: Profile): string {
  if (!atLeast(profile, '3.6')) return `{main:${main} sub:${sub}}`
  return `{Revision:{Main:${main} Sub:${sub}} tombstone:${isTombstone}}`
}

function leaseText(key: Uint8Array, value: Uint8Array, profile: Profile): string {
  if (key.length !== 8) throw new CliError('lease ID must be 8-byte')
  const { TTL, RemainingTTL } = decode(leaseType, value)
  const remaining = atLeast(profile, '3.6') ? `, remaining TTL=${RemainingTTL}s` : ''
  return `lease ID=${idText(i64be(key))}, TTL=${TTL}s${remaining}`
}

/** As Go pads a signed number with `%016x`. */
function idText(id: bigint): string {
  return id < 0n ? `-${(-id).toString(16).padStart(15, '0')}` : id.toString(16).padStart(16, '0')
}

function authText(key: Uint8Array, value: Uint8Array): string {
  const isRevision = textOf(key) === 'authRevision' && value.length >= 8
  return `key=${quote(key)}, value=${isRevision ? u64be(value) : `[${value.join(' ')}]`}`
}

function roleText(_key: Uint8Array, value: Uint8Array, { release }: Profile): string {
  const role = decode(roleType, value)
  const style = protoTextStyle(release, ' ')
  const permissions = role.keyPermission.map((permission) => protoText(permissionType, permission, style))
  return `role=${quote(role.name)}, keyPermission=[${permissions.join(' ')}]`
}

/** The password's hash is shown under pins to 3.4 and 3.5 only. */
function userText(_key: Uint8Array, value: Uint8Array, profile: Profile): string {
  const { name, roles, password, options } = decode(userType, value)
  const hash = atLeast(profile, '3.6') ? '' : `, password=${quote(password)}`
  const option =
    options === undefined ? '<nil>' : protoText(userAddOptionsType, options, protoTextStyle(profile.release, ' '))
  return `user=${quote(name)}, roles=[${roles.map((role) => quote(role)).join(' ')}]${hash}, option=${option}`
}

function metaText(key: Uint8Array, value: Uint8Array, profile: Profile): string {
  const name = textOf(key)
  if (!atLeast(profile, '3.6')) return quotedText(key, value, profile)
  if ((name === 'consistent_index' || name === 'term') && value.length >= 8) {
    return `key=${quote(key)}, value=${u64be(value)}`
  }
  const isRevision = (name === 'scheduledCompactRev' || name === 'finishedCompactRev') && value.length >= 17
  return isRevision ? `key=${quote(key)}, value={${i64be(value)} ${i64be(value, 9)}}` : quotedText(key, value, profile)
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
