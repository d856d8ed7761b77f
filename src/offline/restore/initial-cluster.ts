import { CliError } from '../../base/errors.ts'
import { normalPeerUrl } from '../../go/peer-urls.ts'
import { quote } from '../../go/quote.ts'
import { type ClusterMember, clusterId, idText, inByteOrder, memberId, type NewCluster } from '../membership.ts'
import { resolvePeerUrls } from './resolve-urls.ts'

export interface ClusterPlan {
  readonly name: string
  /** The values of the flags, as they were written. */
  readonly initialCluster: string
  readonly initialClusterToken: string
  readonly advertisedPeerUrls: string
}

/** Replaces a URL's host by its address; rejects when it has none. */
export type ResolveUrls = (urls: readonly string[]) => Promise<string[]>

/**
 * The cluster that the flags describe. Throws a CliError for the first thing that is wrong, in the order and with the
 * texts of release 3.7. Host names are looked up only when the advertised URLs are written differently in the cluster.
 */
export async function planCluster(plan: ClusterPlan, resolve: ResolveUrls = resolvePeerUrls): Promise<NewCluster> {
  const { name, initialClusterToken: token } = plan
  const advertised = inByteOrder(plan.advertisedPeerUrls.split(',').map(normalPeerUrl))
  const urlsByName = parseInitialCluster(plan.initialCluster)
  const own = urlsByName.get(name)
  if (own === undefined) {
    throw new CliError(`couldn't find local name ${quote(name)} in the initial cluster configuration`)
  }
  await checkAdvertised(name, advertised, own, resolve)
  checkDuplicates(urlsByName)
  const members = [...urlsByName].map(([each, peerUrls]) => ({ id: memberId(peerUrls, token), name: each, peerUrls }))
  return toCluster(members, name)
}

function toCluster(members: ClusterMember[], name: string): NewCluster {
  members.sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const [at, { id }] of members.entries()) {
    if (members[at + 1]?.id === id) throw new CliError(`member exists with identical ID ${idText(id)}`)
  }
  const local = members.find((member) => member.name === name)
  if (local === undefined) throw new CliError(`couldn't find local name ${quote(name)}`)
  return { id: clusterId(members.map(({ id }) => id)), members, local }
}

/** `name=url` parts by name: a name may come more than once, and its URLs are given back in byte order. */
export function parseInitialCluster(text: string): Map<string, string[]> {
  const urlsByName = new Map<string, string[]>()
  for (const part of text.split(',')) {
    if (part === '') continue
    const [, name = part, url = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? []
    urlsByName.set(name, [...(urlsByName.get(name) ?? []), url])
  }
  for (const [name, urls] of urlsByName) urlsByName.set(name, inByteOrder(urls.map(normalPeerUrl)))
  return urlsByName
}

function checkDuplicates(urlsByName: ReadonlyMap<string, readonly string[]>): void {
  const all = [...urlsByName.values()].flat()
  if (new Set(all).size === all.length) return
  const pairs = [...urlsByName].flatMap(([name, urls]) => pairsOf(name, urls))
  throw new CliError(`initial cluster ${inByteOrder(pairs).join(',')} has duplicate url`)
}

async function checkAdvertised(
  name: string,
  advertised: readonly string[],
  own: readonly string[],
  resolve: ResolveUrls,
): Promise<void> {
  const reason = await difference(advertised, own, resolve)
  if (reason === undefined) return
  const list = advertised.join(',')
  const missing = own.filter((url) => !advertised.includes(url))
  if (missing.length > 0) {
    const pairs = pairsOf(name, [...new Set(missing)])
    throw new CliError(
      `--initial-cluster has ${pairs} but missing from --initial-advertise-peer-urls=${list} (${reason})`,
    )
  }
  const extra = advertised.filter((url) => !own.includes(url))
  const pairs = pairsOf(name, advertised)
  if (extra.length > 0) {
    throw new CliError(
      `--initial-advertise-peer-urls has ${[...new Set(extra)]} but missing from --initial-cluster=${pairs}`,
    )
  }
  throw new CliError(`failed to resolve ${list} to match --initial-cluster=${pairs} (${reason})`)
}

/** Why the two lists, both sorted, do not name the same addresses; undefined when they are. */
async function difference(
  advertised: readonly string[],
  own: readonly string[],
  resolve: ResolveUrls,
): Promise<string | undefined> {
  if (advertised.length !== own.length) return `len([${quoted(advertised)}]) != len([${quoted(own)}])`
  if (advertised.every((url, at) => url === own[at])) return undefined
  try {
    const [ours, theirs] = [inByteOrder(await resolve(advertised)), inByteOrder(await resolve(own))]
    const at = ours.findIndex((url, index) => url !== theirs[index])
    return at < 0 ? undefined : `resolved urls: ${quote(ours[at] ?? '')} != ${quote(theirs[at] ?? '')}`
  } catch (error) {
    if (error instanceof CliError) return error.message
    throw error
  }
}

function pairsOf(name: string, urls: readonly string[]): string[] {
  return urls.map((url) => `${name}=${url}`)
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => quote(text)).join(' ')
}
