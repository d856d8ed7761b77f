import { CliError } from '../../base/errors.ts'
import { normalPeerUrl } from '../../go/peer-urls.ts'
import { quote } from '../../go/quote.ts'
import { type V2Command, type V2Run, v2Command } from '../command.ts'
import { barely, ClusterFailure, refusal, type V2Failure } from '../failure.ts'
import type { V2Client } from '../http/client.ts'
import { escapePath } from '../http/key-path.ts'
import { jsonText } from '../json-text.ts'
import {
  goMember,
  leaderOf,
  listMembers,
  type Member,
  memberFrom,
  messageIn,
  readJson,
  unexpectedStatus,
} from '../members.ts'
import { isAtLeast, type V2Release } from '../release.ts'

/** What the original reads a refusal into. */
const goError = 'client.membersError'

const list = v2Command({
  name: 'list',
  summary: 'enumerate existing cluster members',
  args: ' ',
  run: (run, args) =>
    barely(async () => {
      if (args.length > 0) throw refusal('No arguments accepted')
      const client = await run.client({ sync: true })
      const members = await listMembers(client)
      const leader = await leaderOf(client).catch((error: unknown) => {
        throw refusal(`Failed to get leader:  ${error instanceof Error ? error.message : error}`)
      })
      await run.print(members.map((member) => `${line(member, leader)}\n`).join(''))
    }),
})

function line({ id, name, peerUrls, clientUrls }: Member, leader: Member): string {
  if (name === '') return `${id}[unstarted]: peerURLs=${peerUrls.join(',')}`
  const urls = `peerURLs=${peerUrls.join(',')} clientURLs=${clientUrls.join(',')}`
  return `${id}: name=${name} ${urls} isLeader=${id === leader.id}`
}

const add = v2Command({
  name: 'add',
  summary: 'add a new member to the etcd cluster',
  args: '<name> <peerURL>',
  takes: 2,
  run: (run, args) =>
    barely(async () => {
      const [name, url] = args
      if (name === undefined || url === undefined || args.length !== 2) {
        throw refusal('Provide a name and a single member peerURL')
      }
      const client = await run.client({ sync: true })
      const added = await addMember(run, [checked(url)]).catch(async (error: unknown) => {
        throw await withUnstarted(error, client)
      })
      await run.print(`Added member named ${name} with ID ${added.id} to cluster\n`)
      await run.print(startSettings(name, added, await listMembers(client)))
    }),
})

async function addMember(run: V2Run, peerUrls: readonly string[]): Promise<Member> {
  const client = await run.client({ sync: true })
  const answer = await client.send({ method: 'POST', path: '/v2/members', json: peerUrlsJson(peerUrls, run.release) })
  if (answer.status === 201) return readJson(answer, goMember, memberFrom)
  throw answer.status === 409 ? messageIn(answer, goError) : unexpectedStatus(answer)
}

/**
 * A cluster adds no member while one has not started, and says of it only that there is no leader (3.3 and 3.4): the remark names the
 * member.
 */
async function withUnstarted(error: unknown, client: V2Client): Promise<unknown> {
  if (!(error instanceof ClusterFailure && error.isLeaderless)) return error
  const members = await listMembers(client).catch((): readonly Member[] => [])
  const unstarted = members.filter(({ name }) => name === '')
  if (unstarted.length === 0) return error
  const remarks = unstarted.map(
    ({ id, peerUrls }) =>
      `member ${id} (${peerUrls.join(',')}) has not started: start it, or remove it with \`etcdctl member remove ${id}\``,
  )
  return refusal(error.message, [...error.remarks, ...remarks])
}

/** What the new member has to be started with. */
function startSettings(name: string, added: Member, members: readonly Member[]): string {
  const urls = members.flatMap((member) =>
    member.peerUrls.map((url) => `${member.id === added.id ? name : member.name}=${url}`),
  )
  return [
    '',
    `ETCD_NAME=${quote(name)}`,
    `ETCD_INITIAL_CLUSTER=${quote(urls.join(','))}`,
    'ETCD_INITIAL_CLUSTER_STATE="existing"',
  ]
    .map((each) => `${each}\n`)
    .join('')
}

const remove = v2Command({
  name: 'remove',
  summary: 'remove an existing member from the etcd cluster',
  args: '<memberID>',
  takes: 1,
  run: (run, args) =>
    barely(async () => {
      const [id] = args
      if (id === undefined || args.length !== 1) throw refusal('Provide a single member ID')
      const client = await run.client({ sync: true })
      const members = await listMembers(client).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : error
        throw refusal(`Error while verifying ID against known members: ${reason}`)
      })
      if (!members.some((member) => member.id === id)) throw unknownMember(run, id, members)
      const answer = await client.send({ method: 'DELETE', path: escapePath(`/v2/members/${id}`) })
      if (answer.status !== 204 && answer.status !== 410) {
        const { message } = unexpectedStatus(answer)
        throw refusal(`Received an error trying to remove member ${id}: ${message}`)
      }
      await run.print(`Removed member ${id} from cluster\n`)
    }),
})

function unknownMember({ release }: V2Run, id: string, members: readonly Member[]): V2Failure {
  const notFound = `Couldn't find a member in the cluster with an ID of ${id}.`
  const named = members.find(({ name }) => name === id)
  if (named === undefined) return refusal(notFound)
  const place = !isAtLeast(release, '3.4')
    ? 'coreos/etcd/blob/master'
    : release === '3.4'
      ? 'etcd-io/etcd/blob/master'
      : 'etcd-io/etcd/blob/main'
  const remarks = [
    `Found a member named ${id}; if this is correct, please use its ID, eg:`,
    `\tetcdctl member remove ${named.id}`,
    `For more details, read the documentation at https://github.com/${place}/Documentation/runtime-configuration.md#remove-a-member`,
    '',
  ]
  return refusal(notFound, remarks)
}

const update = v2Command({
  name: 'update',
  summary: 'update an existing member in the etcd cluster',
  args: '<memberID> <peerURLs>',
  takes: 2,
  run: (run, args) =>
    barely(async () => {
      const [id, urls] = args
      if (id === undefined || urls === undefined || args.length !== 2) {
        throw refusal(
          'Provide an ID and a list of comma separated peerURL (0xabcd http://example.com,http://example1.com)',
        )
      }
      const client = await run.client({ sync: true })
      const peerUrls = urls.split(',').map(checked).sort()
      const path = escapePath(`/v2/members/${id}`)
      const answer = await client.send({ method: 'PUT', path, json: peerUrlsJson(peerUrls, run.release) })
      if (answer.status !== 204)
        throw [404, 409].includes(answer.status) ? messageIn(answer, goError) : unexpectedStatus(answer)
      await run.print(`Updated member with ID ${id} in cluster\n`)
    }),
})

export const member: readonly V2Command[] = [list, add, remove, update]

function peerUrlsJson(urls: readonly string[], release: V2Release): string {
  return `{"peerURLs":[${urls.map((url) => jsonText(url, release)).join(',')}]}`
}

/** Throws a V2Failure in the words of the original. */
function checked(url: string): string {
  try {
    return normalPeerUrl(url)
  } catch (error) {
    throw error instanceof CliError ? refusal(error.message) : error
  }
}
