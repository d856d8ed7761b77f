import { V2Failure, v2ExitCodes } from '../failure.ts'
import { isAtLeast, type V2Release } from '../release.ts'
import { type EndpointUrl, parseUrl, urlText, withScheme } from './endpoint-url.ts'
import type { V2Settings } from './settings.ts'

const usualEndpoints = 'http://127.0.0.1:2379,http://127.0.0.1:4001'

/** The endpoints that are configured, from the first source that has any. Throws a V2Failure (exit code 1). */
export async function configuredEndpoints(settings: V2Settings): Promise<EndpointUrl[]> {
  const found = await discovered(settings)
  const texts = found.length > 0 ? found : givenEndpoints(settings).split(',')
  try {
    return texts.map((text) => parseUrl(urlText(withScheme(parseUrl(text), 'http'))))
  } catch (error) {
    throw setupFailure(error)
  }
}

/** What keeps a client from being built is told without `Error:  `. */
export function setupFailure(error: unknown): V2Failure {
  const text = error instanceof Error ? error.message : String(error)
  return new V2Failure(text, { exitCode: v2ExitCodes.badArguments, isBare: true, cause: error })
}

/** A variable counts before a flag that is deprecated. */
function givenEndpoints({ endpoints, endpoint, peers, env }: V2Settings): string {
  return (
    endpoints ||
    env.ETCDCTL_ENDPOINTS ||
    endpoint ||
    env.ETCDCTL_ENDPOINT ||
    peers ||
    env.ETCDCTL_PEERS ||
    usualEndpoints
  )
}

/** The domain to ask DNS for, and whether endpoints without TLS are welcome. */
export function discoveryOf({
  discoverySrv,
  insecureDiscovery,
  discoverySrvName,
  release,
  env,
}: V2Settings): Discovery {
  return {
    domain: discoverySrv || env.ETCDCTL_DISCOVERY_SRV || '',
    isInsecure: insecureDiscovery || (env.ETCDCTL_INSECURE_DISCOVERY ?? '') !== '',
    name: isAtLeast(release, '3.4') ? discoverySrvName || env.ETCDCTL_DISCOVERY_SRV_NAME || '' : '',
  }
}

interface Discovery {
  readonly domain: string
  readonly isInsecure: boolean
  readonly name: string
}

async function discovered(settings: V2Settings): Promise<string[]> {
  const { domain, isInsecure, name } = discoveryOf(settings)
  if (domain === '') return []
  const { secure, insecure } = await lookedUp(domain, name)
  if (isInsecure || !dropsInsecure(settings.release)) return [...secure, ...insecure]
  const { quote } = await import('../../go/quote.ts')
  for (const text of insecure) await settings.stderr(`ignoring discovered insecure endpoint ${quote(text)}`)
  return [...secure]
}

/** 3.0 means to, and does not. */
function dropsInsecure(release: V2Release): boolean {
  return isAtLeast(release, '3.3')
}

type Found = { readonly secure: readonly string[]; readonly insecure: readonly string[] }

async function lookedUp(domain: string, name: string): Promise<Found> {
  const { discoverEndpoints } = await import('../../client/connection/discovery.ts')
  try {
    return await discoverEndpoints(domain, name)
  } catch (error) {
    throw setupFailure(error)
  }
}
