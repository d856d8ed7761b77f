import { createHash } from 'node:crypto'
import { jsonString, jsonStrings } from '../go/json.ts'
import { compareBytes, encodeU64be, u64be, utf8 } from './bytes.ts'

export interface ClusterMember {
  readonly id: bigint
  readonly name: string
  /** In byte order. */
  readonly peerUrls: readonly string[]
}

/** A cluster as it begins: every member a voter. */
export interface NewCluster {
  readonly id: bigint
  /** By ascending id. */
  readonly members: readonly ClusterMember[]
  /** The member whose data directory is made. */
  readonly local: ClusterMember
}

/** The id of a member that was there from the beginning: a hash of its peer URLs and the cluster's token. */
export function memberId(peerUrls: readonly string[], token: string): bigint {
  return firstHalf(utf8(inByteOrder(peerUrls).join('') + token))
}

/** The id of a cluster with these first members. */
export function clusterId(memberIds: readonly bigint[]): bigint {
  return firstHalf(Buffer.concat(ascending(memberIds).map(encodeU64be)))
}

/** A member as the backend and the log hold it, without client URLs: those come when it starts. */
export function memberJson({ id, name, peerUrls }: ClusterMember): string {
  const named = name === '' ? '' : `,"name":${jsonString(name, 'go1.21')}`
  return `{"id":${id},"peerURLs":${jsonStrings(peerUrls, 'go1.21')}${named}}`
}

/** An id as etcd prints it and uses it for keys: hexadecimal without leading zeros. */
export function idText(id: bigint): string {
  return id.toString(16)
}

export function ascending(ids: readonly bigint[]): bigint[] {
  return [...ids].sort((a, b) => (a < b ? -1 : Number(a > b)))
}

/** Sorted as Go sorts strings: by their bytes. */
export function inByteOrder(texts: readonly string[]): string[] {
  return [...texts].sort((a, b) => compareBytes(utf8(a), utf8(b)))
}

function firstHalf(bytes: Uint8Array): bigint {
  return u64be(createHash('sha1').update(bytes).digest())
}
