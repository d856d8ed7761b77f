import type { X509Certificate } from 'node:crypto'
import type { RuntimeSocket, SocketHandlers, Sockets, SocketTls } from '../../runtime/sockets.ts'
import { chainOf } from '../tls/peer-chain.ts'
import type { TlsFiles, TlsSecurity } from '../tls/security.ts'
import { checkServer, type ShakenServer } from '../tls/server-check.ts'
import { socketTls } from '../tls/socket-tls.ts'
import { serverNameToSend } from '../tls/tls-offer.ts'
import { type SignatureCheck, signatureCheck } from '../tls/x509/signed-by.ts'
import { BunLink, free, targetOf } from './bun-link.ts'
import type { LinkOwner, LinkRequest } from './link.ts'

/** TLS files with which some server was in doubt: the next server would be as well. */
const doubtful = new WeakSet<TlsFiles>()

/**
 * Connects over TLS with the sockets of Bun, which are up 8 ms earlier than node's. They are used for a server that is beyond
 * doubt: Bun has verified it, and our own check trusts it. Any other server is left to node's TLS, which accepts or refuses it on a
 * connection of its own.
 */
export function openBunTlsLink(sockets: Sockets, request: LinkRequest): () => void {
  const dial = new BunTlsDial(request)
  const tls = quickTls(request)
  if (tls === undefined) dial.leaveToNode()
  else dial.start(sockets, tls)
  return () => dial.giveUp()
}

function quickTls({ endpoint, security }: LinkRequest): SocketTls | undefined {
  if (security === undefined || endpoint.address.kind !== 'tcp' || !isQuick(security)) return undefined
  // TLS begins inside the tunnel
  if (endpoint.proxy !== undefined) return undefined
  const serverName = serverNameToSend(security.serverName)
  const tls = socketTls(security.files)
  return serverName === '' ? tls : { ...tls, serverName }
}

function isQuick({ files, rejectUnauthorized }: TlsSecurity): boolean {
  return files.isCommon && rejectUnauthorized && files.ca !== undefined && files.ca.length > 0 && !doubtful.has(files)
}

class BunTlsDial {
  private readonly request: LinkRequest
  private socket: RuntimeSocket | undefined
  private link: BunLink | undefined
  private owner: LinkOwner | undefined
  /** Given up, refused, or left to node: later events of Bun's socket do not matter. */
  private isOver = false
  private isGivenUp = false
  private giveUpOnNode: (() => void) | undefined

  constructor(request: LinkRequest) {
    this.request = request
  }

  start(sockets: Sockets, tls: SocketTls): void {
    const gone = (): void => this.gone()
    const socket: SocketHandlers = {
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
      sockets.connect({ ...targetOf(this.request.endpoint), tls, socket }).catch(gone)
    } catch {
      // Bun's TLS does not take these files
      this.leaveToNode()
    }
  }

  private connected(socket: RuntimeSocket): void {
    this.socket = socket
    if (this.isOver) socket.terminate()
    else this.request.stage.layer = 'TLS'
  }

  private shaken(socket: RuntimeSocket, isDone: boolean): void {
    const { security, stage, opened } = this.request
    if (this.isOver || security === undefined) return
    if (!isDone || !isBeyondDoubt(socket, security)) {
      doubtful.add(security.files)
      this.leaveToNode()
      return
    }
    stage.layer = 'HTTP2'
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
    this.request.stage.layer = this.request.endpoint.proxy === undefined ? 'TCP' : 'proxy'
    this.openNodeLink().catch(this.request.failed)
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

/** A server that is refused here is refused again, and explained, over node's TLS. */
function isBeyondDoubt(socket: RuntimeSocket, security: TlsSecurity): boolean {
  if (socket.authorized !== true) return false
  try {
    checkServer(shakenServer(socket), security)
    return true
  } catch {
    return false
  }
}

function shakenServer(socket: RuntimeSocket): ShakenServer {
  // with the issuers that were found, not all that were sent
  const sent = chainOf(socket.getPeerCertificate?.(false))
  return {
    sent,
    trustedRoot: () => sent.slice(-1),
    version: socket.getTLSVersion?.() ?? '',
    cipher: socket.getCipher?.().name ?? '',
    protocol: socket.alpnProtocol || '',
    isSignedBy: signatureCheckOf(socket),
  }
}

/** With the class of the server's certificate: to load `node:crypto` takes 3 ms. */
function signatureCheckOf(socket: RuntimeSocket): SignatureCheck {
  const library = socket.getPeerX509Certificate?.()?.constructor
  return library === undefined ? () => false : signatureCheck(library as typeof X509Certificate)
}
