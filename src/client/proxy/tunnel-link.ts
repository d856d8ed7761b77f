import { firstStop, type ProxyStep } from '../connection/endpoints.ts'
import type { Link, LinkOwner, LinkRequest, OpenLink } from '../link/link.ts'
import { TunnelAnswer, tunnelRequest } from './tunnel.ts'

/** Connects without TLS: to the endpoint's proxy with `open`, and by the proxy to the endpoint. */
export function openTunnelLink(open: OpenLink, request: LinkRequest, proxy: ProxyStep): () => void {
  const { endpoint } = request
  return open({
    ...request,
    endpoint: { ...endpoint, address: firstStop(endpoint) },
    // it stands at the proxy until the tunnel is open
    stage: { layer: 'proxy' },
    opened: (link) => new Digger(link, request, proxy),
  })
}

/** Owns a link to a proxy, and hands it on once it leads to the endpoint. */
class Digger implements LinkOwner {
  private readonly link: Link
  private readonly request: LinkRequest
  private readonly answer = new TunnelAnswer()
  private owner: LinkOwner | undefined

  constructor(link: Link, request: LinkRequest, proxy: ProxyStep) {
    this.link = link
    this.request = request
    link.write(tunnelRequest(proxy))
  }

  take(bytes: Uint8Array): void {
    if (this.owner !== undefined) {
      this.owner.take(bytes)
      return
    }
    const rest = this.restBehindAnswer(bytes)
    if (rest === undefined) return
    this.request.stage.layer = 'HTTP2'
    this.owner = this.request.opened(this.link)
    if (rest.length > 0) this.owner.take(rest)
  }

  private restBehindAnswer(bytes: Uint8Array): Uint8Array | undefined {
    try {
      return this.answer.take(bytes)
    } catch (error) {
      this.link.destroy()
      this.request.failed(error)
      return undefined
    }
  }

  lost(): void {
    if (this.owner === undefined) this.request.failed()
    else this.owner.lost()
  }
}
