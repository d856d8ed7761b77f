import type { V2Run } from './command.ts'
import { V2Failure } from './failure.ts'
import type { V2Answer, V2Request } from './http/client.ts'
import { integerOf, type Json, listOf, member, parseJson, textOf, WrongKind } from './json.ts'
import { isAtLeast, type V2Release } from './release.ts'

/** A key or a directory. */
export interface Node {
  readonly key: string
  readonly isDirectory: boolean
  readonly value: string
  readonly nodes: readonly Node[]
  readonly createdIndex: bigint
  readonly modifiedIndex: bigint
  /** As the server writes it; empty for none. */
  readonly expiration: string
  /** Seconds. */
  readonly ttl: bigint
}

/** What the server did, and to what. */
export interface KeyResult {
  readonly action: string
  readonly node: Node
  readonly prevNode: Node | undefined
  /** Of the store, when the request came. */
  readonly index: bigint
}

/** Sends a request about keys. Throws a V2Failure (exit code 4). */
export async function askKeys(run: V2Run, request: V2Request): Promise<KeyResult> {
  const client = await run.client({ sync: true })
  const answer = await client.send(request)
  // a key may climb out of the API: then the page of the server says nothing of it
  return readKeyResult(answer, run.release, request.path.startsWith('/v2/keys'))
}

export function readKeyResult(answer: V2Answer, release: V2Release, isOfKeys = true): KeyResult {
  if (answer.status !== 200 && answer.status !== 201) throw refused(answer, release, isOfKeys)
  if (answer.body.length === 0) throw emptyBody()
  const index = indexIn(answer)
  const json = parsed(answer, release, isOfKeys)
  const prevNode = member(json, 'prevNode')
  try {
    return {
      action: textOf(member(json, 'action')),
      node: nodeFrom(member(json, 'node')),
      prevNode: prevNode === undefined || prevNode === null ? undefined : nodeFrom(prevNode),
      index,
    }
  } catch (error) {
    // the stack is full: too many levels
    if (error instanceof WrongKind || error instanceof RangeError) throw notOurs(answer, release, isOfKeys)
    throw error
  }
}

export function emptyBody(): V2Failure {
  return new V2Failure('client: response body is empty')
}

function nodeFrom(json: Json | undefined): Node {
  if (json === undefined || json === null) throw new WrongKind(null, 'client.Node')
  return {
    key: textOf(member(json, 'key')),
    isDirectory: kindIn(member(json, 'dir')),
    value: textOf(member(json, 'value')),
    nodes: listOf(member(json, 'nodes')).map(nodeFrom),
    createdIndex: numberIn(member(json, 'createdIndex'), 0n, largestUnsigned),
    modifiedIndex: numberIn(member(json, 'modifiedIndex'), 0n, largestUnsigned),
    expiration: textOf(member(json, 'expiration')),
    ttl: numberIn(member(json, 'ttl'), -(2n ** 63n), 2n ** 63n - 1n),
  }
}

const largestUnsigned = 2n ** 64n - 1n

function kindIn(json: Json | undefined): boolean {
  if (json === undefined || json === null) return false
  if (typeof json !== 'boolean') throw new WrongKind(json, 'bool')
  return json
}

function numberIn(json: Json | undefined, least: bigint, largest: bigint): bigint {
  const value = integerOf(json)
  if (value < least || value > largest) throw new WrongKind(value, 'uint64')
  return value
}

/** `CODE: TEXT (CAUSE) [INDEX]` */
function refused(answer: V2Answer, release: V2Release, isOfKeys: boolean): V2Failure {
  const json = parsed(answer, release, isOfKeys)
  try {
    const code = integerOf(member(json, 'errorCode'))
    const index = integerOf(member(json, 'index'))
    const text = `${code}: ${textOf(member(json, 'message'))} (${textOf(member(json, 'cause'))}) [${index}]`
    return new V2Failure(text)
  } catch (error) {
    if (error instanceof WrongKind) return notOurs(answer, release, isOfKeys)
    throw error
  }
}

function parsed(answer: V2Answer, release: V2Release, isOfKeys: boolean): Json {
  try {
    const json = parseJson(textIn(answer))
    if (json !== null && typeof json === 'object' && !Array.isArray(json)) return json
  } catch {
    // said below
  }
  throw notOurs(answer, release, isOfKeys)
}

/** A server that does not speak v2 says so on a page of plain text. */
export function notOurs({ status }: V2Answer, release: V2Release, isOfKeys = true): V2Failure {
  const end = isAtLeast(release, '3.4') ? '' : '.'
  const message = `client: response is invalid json. The endpoint is probably not valid etcd cluster endpoint${end}`
  const remarks = status === 404 && isOfKeys ? [noV2Remark] : []
  return new V2Failure(message, { remarks })
}

export const noV2Remark =
  'this server does not serve the v2 API: start it with --enable-v2 (3.4 and 3.5 can), or use ETCDCTL_API=3'

export function textIn({ body }: V2Answer): string {
  return new TextDecoder().decode(body)
}

/** Throws a V2Failure for an index that is no number. */
export function indexIn(answer: V2Answer): bigint {
  const text = answer.header('x-etcd-index') ?? ''
  if (text === '') return 0n
  if (/^\d+$/.test(text)) return BigInt(text)
  throw new V2Failure(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`)
}
