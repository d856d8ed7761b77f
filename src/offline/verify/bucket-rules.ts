import { quote } from '../../go/quote.ts'
import { decode } from '../../rpc/codec.ts'
import { alarmMemberType, leaseType, roleType, userType } from '../../rpc/fields.ts'
import type { MessageType } from '../../rpc/schema.ts'
import { compareBytes, i64be } from '../bytes.ts'
import { parseRevisionKey } from '../mvcc/revision-key.ts'

/** Says what is wrong with an entry, undefined when nothing is. */
export type Rule = (key: Uint8Array, value: Uint8Array) => string | undefined

/** By the bucket's name. */
export type Rules = ReadonlyMap<string, Rule>

type Test = (value: Uint8Array) => boolean

type Tests = Readonly<Record<string, Test>>

/** Of buckets in which each key has a meaning of its own, by the bucket's name. */
const namedTests: Readonly<Record<string, Tests>> = {
  auth: { authEnabled: isFlag, authRevision: isU64 },
  cluster: { clusterVersion: isVersion, downgrade: isJson },
  meta: {
    consistent_index: isU64,
    term: isU64,
    confState: isConfState,
    storageVersion: isVersion,
    scheduledCompactRev: isRevisionValue,
    finishedCompactRev: isRevisionValue,
  },
}

/** What an entry of each bucket but `key` must be for a server to read it as the one it wrote. */
export const entryRules: Rules = new Map<string, Rule>([
  ['alarm', alarmRule],
  ['authRoles', (key, value) => roleRule(key, value)],
  ['authUsers', (key, value) => userRule(key, value)],
  ['lease', leaseRule],
  ['members', memberRule],
  ['members_removed', removedRule],
  ...named(namedAlone),
])

/** What servers of every release decode at their start, and do not start without; whatever else it says is theirs to judge. */
export const startRules: Rules = new Map<string, Rule>([
  ['authRoles', (_key, value) => decodingFault(roleType, value)],
  ['authUsers', (_key, value) => decodingFault(userType, value)],
  ['lease', (_key, value) => decodingFault(leaseType, value)],
])

/**
 * The rules for entries, and that users have roles that are there. They are used for one file, from its first entry to its last.
 * In one that a digest has proved, a key that is like a known one is a key of a release to come.
 */
export function bucketRules({ isProved }: { readonly isProved: boolean }): Rules {
  const roles = new Set<string>()
  return new Map([
    ...entryRules,
    ...named(isProved ? valueFault : namedAlone),
    ['authRoles', (key, value) => roleRule(key, value, roles)],
    ['authUsers', (key, value) => userRule(key, value, roles)],
  ])
}

type NamedFault = (tests: Tests, key: Uint8Array, value: Uint8Array) => string | undefined

function named(fault: NamedFault): [bucket: string, rule: Rule][] {
  return Object.entries(namedTests).map(([bucket, tests]) => [bucket, (key, value) => fault(tests, key, value)])
}

/** Other keys may hold anything. */
function valueFault(tests: Tests, key: Uint8Array, value: Uint8Array): string | undefined {
  const name = latin1(key)
  const test = Object.hasOwn(tests, name) ? tests[name] : undefined
  return test === undefined || test(value) ? undefined : `has the value ${quote(value)}`
}

/** Other keys may hold anything, but are not known ones that are longer or shorter: damage moves where a key ends. */
function namedAlone(tests: Tests, key: Uint8Array, value: Uint8Array): string | undefined {
  const name = latin1(key)
  if (Object.hasOwn(tests, name)) return valueFault(tests, key, value)
  const near = Object.keys(tests).find((known) => known.startsWith(name) || name.startsWith(known))
  return near === undefined ? undefined : `is not ${quote(near)}`
}

function alarmRule(key: Uint8Array, value: Uint8Array): string | undefined {
  const alarm = tryDecode(alarmMemberType, key)
  if (typeof alarm === 'string') return alarm
  return value.length === 0 ? undefined : 'has a value'
}

function leaseRule(key: Uint8Array, value: Uint8Array): string | undefined {
  if (key.length !== 8) return 'is no lease id'
  const lease = tryDecode(leaseType, value)
  if (typeof lease === 'string') return lease
  if (lease.ID !== i64be(key)) return `holds lease ${lease.ID}`
  return lease.TTL > 0n && lease.RemainingTTL >= 0n ? undefined : `has a time to live of ${lease.TTL} s`
}

function roleRule(key: Uint8Array, value: Uint8Array, roles?: Set<string>): string | undefined {
  const role = tryDecode(roleType, value)
  if (typeof role === 'string') return role
  roles?.add(nameText(key))
  if (compareBytes(role.name, key) !== 0) return `holds role ${quote(role.name)}`
  const unknown = role.keyPermission.find(({ permType }) => permType < 0 || permType > 2)
  return unknown === undefined ? undefined : `has a permission of type ${unknown.permType}`
}

function userRule(key: Uint8Array, value: Uint8Array, roles?: ReadonlySet<string>): string | undefined {
  const user = tryDecode(userType, value)
  if (typeof user === 'string') return user
  if (compareBytes(user.name, key) !== 0) return `holds user ${quote(user.name)}`
  // the role that may do everything can be granted without being added
  const missing = roles && user.roles.find((role) => role !== 'root' && !roles.has(role))
  return missing === undefined ? undefined : `has role ${quote(missing)}, which is not there`
}

function memberRule(key: Uint8Array, value: Uint8Array): string | undefined {
  const text = Buffer.from(value).toString('utf8')
  const member = parseJson(text)
  const urls = isRecord(member) ? member.peerURLs : undefined
  // Numbers of 64 bits do not survive JSON.parse.
  const id = /^\{"id":(\d+)[,}]/.exec(text)?.[1]
  if (id === undefined || !isStrings(urls)) return `is no member: ${quote(value)}`
  return BigInt(id).toString(16) === nameText(key) ? undefined : `holds member ${BigInt(id).toString(16)}`
}

function removedRule(key: Uint8Array): string | undefined {
  return /^[0-9a-f]{1,16}$/.test(nameText(key)) ? undefined : 'is no member id'
}

function tryDecode<T extends object>(type: MessageType<T>, bytes: Uint8Array): T | string {
  try {
    return decode(type, bytes)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function decodingFault<T extends object>(type: MessageType<T>, bytes: Uint8Array): string | undefined {
  const decoded = tryDecode(type, bytes)
  return typeof decoded === 'string' ? decoded : undefined
}

function isFlag(value: Uint8Array): boolean {
  return value.length === 1 && (value[0] === 0 || value[0] === 1)
}

function isU64(value: Uint8Array): boolean {
  return value.length === 8
}

function isVersion(value: Uint8Array): boolean {
  return /^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]*)?$/.test(nameText(value))
}

function isJson(value: Uint8Array): boolean {
  return parseJson(Buffer.from(value).toString('utf8')) !== undefined
}

function isConfState(value: Uint8Array): boolean {
  const state = parseJson(Buffer.from(value).toString('utf8'))
  return isRecord(state) && Array.isArray(state.voters)
}

function isRevisionValue(value: Uint8Array): boolean {
  return parseRevisionKey(value) !== undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

function nameText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}
