import { CliError } from '../../base/errors.ts'
import { atLeast, type Profile } from '../../base/release.ts'
import { quote } from '../../go/quote.ts'
import { decode } from '../../rpc/codec.ts'
import { keyValueType, leaseType, permissionType, roleType, userAddOptionsType, userType } from '../../rpc/fields.ts'
import { KeyValueScan } from '../../rpc/key-value/key-value-scan.ts'
import { i64be, u64be } from '../bytes.ts'
import { parseRevisionKey, type RevisionKey } from '../mvcc/revision-key.ts'
import { protoText, protoTextStyle } from './proto-text.ts'
import type { TextBytes } from './text-bytes.ts'

/**
 * Adds one entry of a bucket, as a line without its end. Throws an Error for bytes that are not what the bucket should hold;
 * part of the line may be there then.
 */
export type EntryText = (line: TextBytes, key: Uint8Array, value: Uint8Array, profile: Profile) => void

/** Key and value quoted as in Go. */
export const quotedText: EntryText = (line, key, value) => {
  line.add('key=').quoted(key).add(', value=').quoted(value)
}

/** How entries of a bucket are shown when they are decoded; buckets that hold plain text are quoted. */
export function decoderOf(bucket: string): EntryText {
  return decoders[bucket] ?? quotedText
}

const decoders: Readonly<Record<string, EntryText>> = {
  key: keyText,
  lease: inText(leaseText),
  auth: inText(authText),
  authRoles: inText(roleText),
  authUsers: inText(userText),
  meta: inText(metaText),
}

function inText(textOf: (key: Uint8Array, value: Uint8Array, profile: Profile) => string): EntryText {
  return (line, key, value, profile) => {
    line.add(textOf(key, value, profile))
  }
}

const scan = new KeyValueScan()

/** Throws a CliError for a key that is no revision, an Error for a value that is no key-value pair. */
export function keyText(line: TextBytes, key: Uint8Array, value: Uint8Array, profile: Profile): void {
  const revision = parseRevisionKey(key)
  if (revision === undefined) throw new CliError(`cannot parse revision key: ${quote(key)}`)
  line.add('rev=').add(revisionText(revision, profile)).add(', value=[key ')
  if (scan.scan(value, 0, value.length)) addScanned(line, value)
  else addDecoded(line, value)
  line.add(']')
}

function addScanned(line: TextBytes, value: Uint8Array): void {
  line.quoted(value, scan.keyStart, scan.keyEnd).add(' | val ').quoted(value, scan.valueStart, scan.valueEnd)
  line.add(' | created ').number(scan.createRevision).add(' | mod ').number(scan.modRevision)
  line.add(' | ver ').number(scan.version)
}

/** For pairs that are not as etcd writes them, and numbers from 2^53 on. */
function addDecoded(line: TextBytes, value: Uint8Array): void {
  const kv = decode(keyValueType, value)
  line.quoted(kv.key).add(' | val ').quoted(kv.value)
  line.add(` | created ${kv.createRevision} | mod ${kv.modRevision} | ver ${kv.version}`)
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
  const quoted = `key=${quote(key)}, value=${quote(value)}`
  if (!atLeast(profile, '3.6')) return quoted
  if ((name === 'consistent_index' || name === 'term') && value.length >= 8) {
    return `key=${quote(key)}, value=${u64be(value)}`
  }
  const isRevision = (name === 'scheduledCompactRev' || name === 'finishedCompactRev') && value.length >= 17
  return isRevision ? `key=${quote(key)}, value={${i64be(value)} ${i64be(value, 9)}}` : quoted
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
