import { decode } from '../../rpc/codec.ts'
import { raftConfChangeType } from '../../rpc/fields.ts'
import { type RaftConfChange, RaftConfChangeType } from '../../rpc/messages.ts'
import { idText } from '../membership.ts'
import { WalError } from '../wal/wal-error.ts'
import type { Content, TreeNode, V2Tree } from './tree.ts'

/** The id in the path with which a member makes its name and its client URLs known; undefined for any other path. */
export function memberIdIn(path: string): string | undefined {
  return /\/0\/members\/([0-9a-f]{1,16})\/attributes/i.exec(path)?.[1]?.toLowerCase()
}

/** One learner at a time (3.4 and 3.5). */
const mostLearners = 1

/** The members of the cluster as they stand in the v2 tree: each change of them takes indexes that keys then do not get. */
export class MemberStore {
  private readonly tree: V2Tree

  constructor(tree: V2Tree) {
    this.tree = tree
  }

  /** Throws a WalError for a member that the log knows nothing of. */
  setAttributes(id: string, attributes: string): void {
    if (this.member(id) !== undefined) this.tree.set(`/0/members/${id}/attributes`, lasting(attributes))
    else if (!this.isRemoved(id)) throw new WalError(`wal: the log changes member ${id}, which it does not know`)
  }

  /** Applies a change of members; one that a server refuses changes nothing. Throws a WalError for what is none. */
  change(data: Uint8Array): void {
    const change = parsed(data)
    const id = idText(change.nodeId)
    if (this.isRemoved(id)) return
    switch (change.type) {
      case RaftConfChangeType.ConfChangeAddNode:
      case RaftConfChangeType.ConfChangeAddLearnerNode:
        this.add(id, contextOf(change))
        break
      case RaftConfChangeType.ConfChangeRemoveNode:
        this.remove(id)
        break
      case RaftConfChangeType.ConfChangeUpdateNode:
        this.update(id, contextOf(change))
        break
      default:
        throw new WalError(`wal: an entry changes members in an unknown way (${change.type})`)
    }
  }

  private add(id: string, context: Context): void {
    if (context.isPromote) {
      this.promote(id)
      return
    }
    const others = this.members()
    if (this.member(id) !== undefined || sharesUrl(others, context)) return
    if (context.isLearner && others.filter(({ isLearner }) => isLearner).length >= mostLearners) return
    this.tree.create(`/0/members/${id}/raftAttributes`, attributesOf(context))
  }

  private promote(id: string): void {
    const member = this.member(id)
    if (member === undefined || !member.isLearner) return
    this.tree.update(`/0/members/${id}/raftAttributes`, attributesOf({ ...member, isLearner: false }))
  }

  private remove(id: string): void {
    if (this.member(id) === undefined) return
    this.tree.delete(`/0/members/${id}`, { isDirectory: true, isRecursive: true })
    this.tree.create(`/0/removed_members/${id}`, lasting(''))
  }

  private update(id: string, context: Context): void {
    if (this.member(id) === undefined || sharesUrl(this.members(id), context)) return
    this.tree.update(`/0/members/${id}/raftAttributes`, attributesOf(context))
  }

  private isRemoved(id: string): boolean {
    return this.tree.find(`/0/removed_members/${id}`) !== undefined
  }

  private member(id: string): RaftAttributes | undefined {
    const node = this.tree.find(`/0/members/${id}`)
    return node && raftAttributesIn(node)
  }

  private members(exceptId = ''): RaftAttributes[] {
    const nodes = [...(this.tree.find('/0/members')?.children?.values() ?? [])]
    return nodes.filter(({ name }) => name !== exceptId).map(raftAttributesIn)
  }
}

interface RaftAttributes {
  readonly peerURLs: readonly string[]
  readonly isLearner: boolean
}

interface Context extends RaftAttributes {
  readonly isPromote: boolean
}

function raftAttributesIn(member: TreeNode): RaftAttributes {
  return attributesFrom(member.children?.get('raftAttributes')?.value ?? '')
}

function contextOf({ context }: RaftConfChange): Context {
  const text = Buffer.from(context ?? []).toString()
  return { ...attributesFrom(text), isPromote: jsonFrom(text).isPromote === true }
}

function attributesFrom(text: string): RaftAttributes {
  const { peerURLs, isLearner } = jsonFrom(text)
  const urls = Array.isArray(peerURLs) ? peerURLs.filter((url) => typeof url === 'string') : []
  return { peerURLs: urls, isLearner: isLearner === true }
}

function jsonFrom(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null) return json as Readonly<Record<string, unknown>>
  } catch {
    // said below
  }
  throw new WalError('wal: a member is described by what is no JSON')
}

function sharesUrl(members: readonly RaftAttributes[], { peerURLs }: RaftAttributes): boolean {
  const taken = new Set(members.flatMap((member) => member.peerURLs))
  return peerURLs.some((url) => taken.has(url))
}

function attributesOf({ peerURLs, isLearner }: RaftAttributes): Content {
  return lasting(JSON.stringify({ peerURLs, ...(isLearner && { isLearner }) }))
}

function lasting(value: string): Content {
  return { value, expires: undefined, isRefresh: false }
}

function parsed(data: Uint8Array): RaftConfChange {
  try {
    return decode(raftConfChangeType, data)
  } catch (error) {
    throw new WalError('wal: a change of members cannot be read', undefined, { cause: error })
  }
}
