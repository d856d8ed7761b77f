import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../test/support/cluster.ts'

/** Runs a command line of a shell and resolves to what it printed. */
export type Play = (command: string) => Promise<string>

/** A member is added only when all have known each other for five seconds. */
const acquaintanceMs = 6000

const keys = [
  'etcdctl set foo "bar"',
  'etcdctl get foo',
  'etcdctl mkdir hello',
  'etcdctl ls',
  'etcdctl --output extended get foo',
  'etcdctl --output json get foo',
  'etcdctl update foo baz',
  'etcdctl rm foo',
  'etcdctl rmdir hello',
]

/** The session of the tutorials on three members without TLS: one of them is removed, added anew and started again, then keys. */
export async function playMembersAndKeys(cluster: Cluster, play: Play): Promise<void> {
  const last = cluster.member(2)
  await cluster.makeLeader(cluster.member(0))
  await sleep(acquaintanceMs)
  await play('etcdctl cluster-health')
  const id = idOf(await play('etcdctl member list'), last.name)
  await play(`etcdctl member remove ${id}`)
  await cluster.kill(last)
  await rm(last.dataDir, { recursive: true })
  await play('etcdctl member list')
  await play(`etcdctl member add ${last.name} ${last.peerUrl}`)
  await play('etcdctl member list')
  await cluster.restart(last)
  await play('etcdctl member list')
  await play('etcdctl cluster-health')
  for (const command of keys) await play(command)
}

/** The same questions over TLS, with a certificate of the client. */
export async function playOverTls({ certificates }: Cluster, play: Play): Promise<void> {
  if (certificates === undefined) throw new Error('this part of the session runs with TLS')
  const { ca, client } = certificates
  const flags = `--ca-file ${ca} --cert-file ${client.cert} --key-file ${client.key}`
  for (const command of ['cluster-health', 'member list', 'set foo "bar"', 'get foo', 'ls', 'rm foo']) {
    await play(`etcdctl ${flags} ${command}`)
  }
}

/** The id of a member in a list of them. Throws when it is not there. */
function idOf(list: string, name: string): string {
  const [, id] = new RegExp(`^([0-9a-f]+): name=${name} `, 'm').exec(list) ?? []
  if (id === undefined) throw new Error(`no member ${name} in ${JSON.stringify(list)}`)
  return id
}

/** What commands of the session need to know. */
export function v2Environment({ members }: Cluster): Record<string, string> {
  return { ETCDCTL_API: '2', ETCDCTL_ENDPOINTS: members.map(({ clientUrl }) => clientUrl).join(',') }
}
