import type { BunHandlers, BunRuntime, BunSocket, BunTls } from '../bun-runtime.ts'
import { BunLink, free, targetOf } from './bun-link.ts'
import { ipVersion } from './ip-address.ts'
import type { LinkOwner, LinkRequest } from './link.ts'
import type { TlsFiles, TlsSecurity } from './security.ts'

/** Files with which a server was in doubt: the next one would be as well. */
const doubtful = new WeakSet<TlsFiles>()

/**
 * Connects over TLS with the sockets of Bun, which are up 8 ms earlier than node's. They are taken for a server that is beyond
 * doubt: verified, and with the very name in its certificate. All else is left to node's TLS, on a connection of its own, to
 * accept or to refuse.
 */
export function openBunTlsLink(bun: BunRuntime, request: LinkRequest): () => void {
  const attempt = new Attempt(request)
  const tls = quickTls(request)
  if (tls === undefined) attempt.leaveToNode()
  else attempt.start(bun, tls)
  return () => attempt.giveUp()
}

function quickTls({ endpoint, security }: LinkRequest): BunTls | undefined {
  if (security === undefined || endpoint.address.kind !== 'tcp' || !isQuick(security)) return undefined
  const { files, serverName } = security
  const { ca = [], pair } = files
  return {
    ca: ca.join(''),
    ...(pair && { cert: pair.cert, key: pair.key }),
    ...(ipVersion(serverName) === 0 && { serverName }),
    ALPNProtocols: '\x02h2',
    rejectUnauthorized: true,
  }
}

function isQuick({ files, rejectUnauthorized }: TlsSecurity): boolean {
  return files.isCommon && rejectUnauthorized && files.ca !== undefined && files.ca.length > 0 && !doubtful.has(files)
}

class Attempt {
  private readonly request: LinkRequest
  private socket: BunSocket | undefined
  private link: BunLink | undefined
  private owner: LinkOwner | undefined
  /** Given up, refused, or left to node: what Bun tells is of no interest any more. */
  private isOver = false
  private isGivenUp = false
  private giveUpOnNode: (() => void) | undefined

  constructor(request: LinkRequest) {
    this.request = request
  }

  start(bun: BunRuntime, tls: BunTls): void {
    const gone = (): void => this.gone()
    const socket: BunHandlers = {
      binaryType: 'uint8array',
      open: (socket) => this.connected(socket),
      handshake: (socket, isDone, problem) => this.shaken(socket, isDone && problem === null),
      data: (_socket, bytes) => {
        this.owner?.take(bytes)
        free(bytes)
      },
      drain: () => this.link?.drain(),
      close: gone,
      error: gone,
      connectError: () => this.refused(),
    }
    try {
      bun.connect({ ...targetOf(this.request.endpoint), tls, socket }).catch(gone)
    } catch {
      // what Bun's TLS does not take
      this.leaveToNode()
    }
  }

  private connected(socket: BunSocket): void {
    this.socket = socket
    if (this.isOver) socket.terminate()
    else this.request.progress.layer = 'TLS'
  }

  private shaken(socket: BunSocket, isDone: boolean): void {
    const { security, progress, opened } = this.request
    if (this.isOver || security === undefined) return
    if (!isDone || !isBeyondDoubt(socket, security.serverName)) {
      doubtful.add(security.files)
      this.leaveToNode()
      return
    }
    progress.layer = 'HTTP2'
    this.link = new BunLink(socket)
    this.owner = opened(this.link)
  }

  private refused(): void {
    if (this.isOver) return
    this.isOver = true
    this.request.failed()
  }

  private gone(): void {
    if (this.owner === undefined) this.leaveToNode()
    else this.owner.lost()
  }

  leaveToNode(): void {
    if (this.isOver) return
    this.end()
    this.request.progress.layer = 'TCP'
    this.openNodeLink().catch(() => this.request.failed())
  }

  private async openNodeLink(): Promise<void> {
    const { openNodeTlsLink } = await import('./node-tls-link.ts')
    if (!this.isGivenUp) this.giveUpOnNode = openNodeTlsLink(this.request)
  }

  giveUp(): void {
    this.isGivenUp = true
    this.end()
    this.giveUpOnNode?.()
  }

  private end(): void {
    this.isOver = true
    this.socket?.terminate()
  }
}

function isBeyondDoubt(socket: BunSocket, name: string): boolean {
  if (socket.authorized !== true || socket.alpnProtocol !== 'h2') return false
  return isNamed(name, socket.getPeerCertificate?.()?.subjectaltname ?? '')
}

/** Whether a list such as `DNS:localhost, IP Address:127.0.0.1` has the name. Lists of anything else are in doubt. */
export function isNamed(name: string, list: string): boolean {
  if (/[^\w.:*, -]/.test(list)) return false
  const items = list.split(', ')
  if (!items.every((item) => /^(?:DNS|IP Address):/.test(item))) return false
  if (ipVersion(name) !== 0) return items.includes(`IP Address:${name}`)
  const wanted = name.toLowerCase()
  const names = items.filter((item) => item.startsWith('DNS:')).map((item) => item.slice(4).toLowerCase())
  return names.some((each) => each === wanted || isCovered(wanted, each))
}

/** By `*.example.com`, where the star is one label. */
function isCovered(name: string, pattern: string): boolean {
  if (!/^\*(?:\.[\w-]+){2,}$/.test(pattern) || name.startsWith('xn--')) return false
  const rest = name.indexOf('.')
  return rest > 0 && name.slice(rest) === pattern.slice(1)
}
