import { lookup } from 'node:dns/promises'
import { isIP, isIPv6 } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { CliError } from '../../base/errors.ts'
import { isHalfAddress } from '../../base/ip-address.ts'
import { errorCode } from '../../go/file-error.ts'
import { quote } from '../../go/quote.ts'

const retryMs = 1_000
const patienceMs = 30_000

/** A name that has no address yet. */
export interface Unresolved {
  readonly url: string
  readonly host: string
  /** With its port, as the URL has it. */
  readonly hostAndPort: string
  readonly reason: string
}

export interface ResolveOptions {
  /** Called each second that a name takes. */
  readonly onWait?: ((name: Unresolved) => void) | undefined
  readonly find?: (host: string) => Promise<{ readonly address: string }>
}

/**
 * Peer URLs with addresses in place of host names; `localhost` and unix sockets stay. A name that is not found is looked
 * up again each second, for 30 seconds in all; then a CliError is thrown.
 */
export async function resolvePeerUrls(urls: readonly string[], options: ResolveOptions = {}): Promise<string[]> {
  const deadline = Date.now() + patienceMs
  const resolved: string[] = []
  for (const url of urls) resolved.push(await resolveUrl(url, deadline, options))
  return resolved
}

async function resolveUrl(url: string, deadline: number, options: ResolveOptions): Promise<string> {
  const [, before = '', host = '', port = '', after = ''] =
    /^(https?:\/\/(?:[^/?#]*@)?)(\[[^\]]*\]|[^:/?#]*):([0-9]*)(.*)$/s.exec(url) ?? []
  if (before === '' || host === 'localhost') return url
  const name = { url, host: host.replace(/^\[|\]$/g, ''), hostAndPort: `${host}:${port}` }
  const address = await addressOf(name, deadline, options)
  return `${before}${isIPv6(address) ? `[${address}]` : address}:${Number(port)}${after}`
}

type Name = Omit<Unresolved, 'reason'>

async function addressOf(name: Name, deadline: number, options: ResolveOptions): Promise<string> {
  if (isIP(name.host) !== 0) return name.host
  if (isHalfAddress(name.host)) throw unresolved(name, 'no such host')
  for (;;) {
    const found = await findPatiently(name, deadline, options)
    if ('address' in found) return found.address
    if (Date.now() + retryMs >= deadline) throw unresolved(name, found.reason)
    options.onWait?.({ ...name, reason: found.reason })
    await sleep(retryMs)
  }
}

type Found = { readonly address: string } | { readonly reason: string }

/** A server of names that does not answer is waited for too, until the time is up. */
async function findPatiently(name: Name, deadline: number, { onWait, find = lookup }: ResolveOptions): Promise<Found> {
  const silence: Found = { reason: 'no answer' }
  const ticker = setInterval(() => onWait?.({ ...name, ...silence }), retryMs)
  const done = new AbortController()
  const late = sleep(deadline - Date.now(), silence, { signal: done.signal }).catch(() => silence)
  try {
    const searching = find(name.host).catch((error: unknown): Found => ({ reason: reasonOf(error) }))
    return await Promise.race([searching, late])
  } finally {
    clearInterval(ticker)
    done.abort()
  }
}

function reasonOf(error: unknown): string {
  return errorCode(error) === 'EAI_AGAIN' ? 'temporary failure in name resolution' : 'no such host'
}

function unresolved({ url, host }: Name, reason: string): CliError {
  return new CliError(`failed to resolve ${quote(url)} (lookup ${host}: ${reason})`)
}
