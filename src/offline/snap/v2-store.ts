import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { jsonString, jsonStrings } from '../../go/json.ts'
import { utf8 } from '../bytes.ts'
import { type ClusterMember, idText, inByteOrder } from '../membership.ts'

const never = '0001-01-01T00:00:00Z'
const historyCapacity = 1000
const storeVersion = 2

/** The members in the v2 tree that goes with a restored log: JSON with the original's order of names. */
export function membersAsV2Store(members: readonly ClusterMember[], release: Release): string {
  const count = members.length
  const events = members.map((member, at) => creation(member, at + 1))
  const slots = [...events, ...Array<string>(Math.max(historyCapacity - count, 0)).fill('null')].join(',')
  const queue = `{"Events":[${slots}],"Size":${count},"Front":0,"Back":${count},"Capacity":${historyCapacity}}`
  const history = `{"Queue":${queue},"StartIndex":1,"LastIndex":${count}}`
  const stats = statistics(count, release === '3.4' || release === '3.5' ? 0 : 1)
  return `{"Root":${root(members)},"WatcherHub":{"EventHistory":${history}},"CurrentIndex":${count},"Stats":${stats},"CurrentVersion":${storeVersion}}`
}

function root(members: readonly ClusterMember[]): string {
  const folders = new Map(members.map((member, at) => [idText(member.id), memberFolder(member, at + 1)]))
  const all = folder('/0/members', 1, folders)
  return folder(
    '/',
    0,
    new Map([
      ['0', folder('/0', 0, new Map([['members', all]]))],
      ['1', folder('/1', 0)],
    ]),
  )
}

function memberFolder(member: ClusterMember, index: number): string {
  const path = `/0/members/${idText(member.id)}`
  const leaf = node(`${path}/raftAttributes`, index, attributes(member), 'null')
  return folder(path, index, new Map([['raftAttributes', leaf]]))
}

function folder(path: string, index: number, children: ReadonlyMap<string, string> = new Map()): string {
  const sorted = inByteOrder([...children.keys()]).map((name) => `${jsonString(name, 'go1.21')}:${children.get(name)}`)
  return node(path, index, '', `{${sorted.join(',')}}`)
}

function node(path: string, index: number, value: string, children: string): string {
  return `{"Path":${jsonString(path, 'go1.21')},"CreatedIndex":${index},"ModifiedIndex":${index},"ExpireTime":"${never}","Value":${jsonString(value, 'go1.21')},"Children":${children}}`
}

function creation(member: ClusterMember, index: number): string {
  const key = jsonString(`/0/members/${idText(member.id)}/raftAttributes`, 'go1.21')
  const value = jsonString(attributes(member), 'go1.21')
  return `{"action":"create","node":{"key":${key},"value":${value},"modifiedIndex":${index},"createdIndex":${index}}}`
}

function attributes({ peerUrls }: ClusterMember): string {
  return `{"peerURLs":${jsonStrings(peerUrls, 'go1.21')}}`
}

/** A node of a saved v2 tree: a folder has children, a key has none. */
export interface V2Node {
  readonly Path: string
  readonly Children: Readonly<Record<string, V2Node>> | null
}

/** The tree in the data of a `.snap` file. Throws a CliError for anything else. */
export function parseV2Tree(data: Uint8Array): V2Node {
  return parseV2Store(data).Root
}

interface V2Store {
  Root: V2Node
  CurrentIndex: number
}

function parseV2Store(data: Uint8Array): V2Store {
  try {
    const store: unknown = JSON.parse(Buffer.from(data).toString())
    if (isStore(store)) return store
  } catch (error) {
    throw new CliError('snap: the v2 store cannot be read', undefined, { cause: error })
  }
  throw new CliError('snap: the v2 store has no tree')
}

function isStore(value: unknown): value is V2Store {
  if (typeof value !== 'object' || value === null) return false
  return 'Root' in value && isNode(value.Root) && 'CurrentIndex' in value && Number.isSafeInteger(value.CurrentIndex)
}

function isNode(value: unknown): value is V2Node {
  if (typeof value !== 'object' || value === null || !('Path' in value) || !('Children' in value)) return false
  const { Path, Children } = value
  if (typeof Path !== 'string') return false
  return Children === null || (typeof Children === 'object' && Object.values(Children).every(isNode))
}

/** A saved v2 store with this member as the only one; all else stays as it is. Throws a CliError. */
export function withOnlyMember(data: Uint8Array, member: ClusterMember): Uint8Array {
  const store = parseV2Store(data)
  const index = store.CurrentIndex + 1
  const { Children } = store.Root
  const system = Children?.['0'] ?? JSON.parse(folder('/0', 0))
  const only = JSON.parse(folder('/0/members', 1, new Map([[idText(member.id), memberFolder(member, index)]])))
  const children: Record<string, V2Node> = { ...system.Children, members: only }
  const removed = children.removed_members
  if (removed !== undefined) children.removed_members = { ...removed, Children: {} }
  const root = { ...store.Root, Children: { ...Children, 0: { ...system, Children: children } } }
  return utf8(JSON.stringify({ ...store, Root: root, CurrentIndex: index }))
}

function statistics(created: number, failedGets: number): string {
  const counts = {
    getsSuccess: 0,
    getsFail: failedGets,
    setsSuccess: 0,
    setsFail: 0,
    deleteSuccess: 0,
    deleteFail: 0,
    updateSuccess: 0,
    updateFail: 0,
    createSuccess: created,
    createFail: 0,
    compareAndSwapSuccess: 0,
    compareAndSwapFail: 0,
    compareAndDeleteSuccess: 0,
    compareAndDeleteFail: 0,
    expireCount: 0,
    watchers: 0,
  }
  return JSON.stringify(counts)
}
