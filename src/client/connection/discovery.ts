import { getServers, type SrvRecord } from 'node:dns'
import { resolveSrv } from 'node:dns/promises'
import { CliError } from '../../base/errors.ts'
import { isDomainName } from '../../go/domain-name.ts'

export interface Discovered {
  /** `https://target:port` for each record of the TLS service. */
  readonly secure: readonly string[]
  /** `http://target:port` for each record of the plain one. */
  readonly insecure: readonly string[]
}

/**
 * Asks DNS for the client services of a domain: `_etcd-client-ssl._tcp` and `_etcd-client._tcp`, each with `-NAME` after
 * the service when a name is given. Throws a CliError when both look-ups fail (3.4 to 3.7).
 */
export async function discoverEndpoints(domain: string, name: string): Promise<Discovered> {
  const suffix = name === '' ? '' : `-${name}`
  const [secure, insecure] = await Promise.allSettled([
    records(`_etcd-client-ssl${suffix}._tcp.${domain}`, 'https'),
    records(`_etcd-client${suffix}._tcp.${domain}`, 'http'),
  ])
  if (secure.status === 'rejected' && insecure.status === 'rejected') {
    throw new CliError(`dns lookup errors: ${secure.reason} and ${insecure.reason}`)
  }
  return {
    secure: secure.status === 'fulfilled' ? secure.value : [],
    insecure: insecure.status === 'fulfilled' ? insecure.value : [],
  }
}

async function records(service: string, scheme: string): Promise<string[]> {
  if (!isDomainName(service)) throw `lookup ${service}: no such host`
  try {
    const found = await resolveSrv(service)
    return found.toSorted(byPriority).map((record) => `${scheme}://${dotted(record.name)}:${record.port}`)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const isAbsent = code === 'ENOTFOUND' || code === 'ENODATA'
    throw `lookup ${service} on ${serverText()}: ${isAbsent ? 'no such host' : code}`
  }
}

function byPriority(left: SrvRecord, right: SrvRecord): number {
  return left.priority - right.priority || right.weight - left.weight
}

/** Go keeps the dot at the end of a target. */
function dotted(target: string): string {
  return target.endsWith('.') ? target : `${target}.`
}

function serverText(): string {
  const server = getServers()[0] ?? '127.0.0.1'
  return /:\d+$/.test(server) ? server : `${server}:53`
}
