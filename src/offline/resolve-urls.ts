import { lookup } from 'node:dns/promises'
import { isIP, isIPv6 } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { CliError } from '../cli/errors.ts'
import { quote } from '../render/quote.ts'

const retryMs = 1_000
const patienceMs = 30_000

/**
 * Peer URLs with addresses in place of host names; `localhost` and unix sockets stay. A name that is not found is looked
 * up again each second, for 30 seconds in all; then a CliError is thrown.
 */
export async function resolvePeerUrls(urls: readonly string[]): Promise<string[]> {
  const deadline = Date.now() + patienceMs
  const resolved: string[] = []
  for (const url of urls) resolved.push(await resolveUrl(url, deadline))
  return resolved
}

async function resolveUrl(url: string, deadline: number): Promise<string> {
  const [, before = '', host = '', port = '', after = ''] =
    /^(https?:\/\/(?:[^/?#]*@)?)(\[[^\]]*\]|[^:/?#]*):([0-9]*)(.*)$/s.exec(url) ?? []
  if (before === '' || host === 'localhost') return url
  const address = await addressOf(url, host.replace(/^\[|\]$/g, ''), deadline)
  return `${before}${isIPv6(address) ? `[${address}]` : address}:${Number(port)}${after}`
}

async function addressOf(url: string, host: string, deadline: number): Promise<string> {
  if (isIP(host) !== 0) return host
  for (;;) {
    try {
      return (await lookup(host)).address
    } catch (error) {
      if (Date.now() + retryMs >= deadline) throw unresolved(url, host, error)
    }
    await sleep(retryMs)
  }
}

function unresolved(url: string, host: string, cause: unknown): CliError {
  return new CliError(`failed to resolve ${quote(url)} (lookup ${host}: no such host)`, undefined, { cause })
}
