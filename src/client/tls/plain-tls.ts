import { runtime } from '../../runtime/current.ts'
import type { SocketHandlers, Sockets } from '../../runtime/sockets.ts'
import { type PlainBlock, plainBlock } from './pem.ts'
import type { TlsFiles } from './security.ts'
import { socketTls } from './socket-tls.ts'
import type { TlsFlags } from './tls-flags.ts'
import { parseCertificate } from './x509/certificate.ts'
import { MalformedError } from './x509/der.ts'
import type { PublicKey } from './x509/public-key.ts'

/**
 * What `readTls` would return, without `node:crypto` and `node:fs`, which take longer to load than a handshake takes: where the
 * runtime has sockets of its own, for a CA file of one certificate and a client's certificate and key, all as tools write
 * them, that Go can read and that the TLS library of these sockets takes. Undefined for anything else, right or wrong: that
 * is for `readTls` to judge.
 */
export async function readPlainTls({ cacert, cert, key }: TlsFlags): Promise<TlsFiles | undefined> {
  const { sockets } = runtime
  if (sockets === undefined || cacert === '' || (cert === '') !== (key === '')) return undefined
  const paths = cert === '' ? [cacert] : [cacert, cert, key]
  const files = plainFiles(await Promise.all(paths.map(readBlock)))
  return files !== undefined && areTaken(files, sockets) ? files : undefined
}

async function readBlock(path: string): Promise<PlainBlock | undefined> {
  const file = await runtime.readPlainFile?.(path)
  return file && plainBlock(file)
}

/** What may stand in the authority's file, the certificate's and the key's. */
const types = [['CERTIFICATE'], ['CERTIFICATE'], ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY']]

function plainFiles(blocks: readonly (PlainBlock | undefined)[]): TlsFiles | undefined {
  const arePlain = blocks.every((block, at) => block !== undefined && types[at]?.includes(block.type))
  const [authority, cert, key] = blocks
  if (!arePlain || authority === undefined) return undefined
  try {
    if (cert !== undefined && !isCommonKey(parseCertificate(cert.der).publicKey)) return undefined
    const authorities = [parseCertificate(authority.der)]
    return {
      pair: cert && key && { cert: cert.text, key: key.text },
      ca: [authority.text],
      authorities,
      isCommon: true,
    }
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}

function isCommonKey({ kind, bits }: PublicKey): boolean {
  return kind === 'rsa' || (kind === 'ec' && bits >= 256)
}

/** A path below a file: nothing can be connected to there. */
const nowhere = '/dev/null/nowhere'

/**
 * The sockets' TLS library reads the files before it connects, and throws for a key that is broken or another certificate's. What
 * it makes of them it uses again for the connection that follows.
 */
function areTaken(files: TlsFiles, sockets: Sockets): boolean {
  try {
    sockets.connect({ unix: nowhere, tls: socketTls(files), socket: unused }).catch(() => {})
    return true
  } catch {
    return false
  }
}

const unused: SocketHandlers = {
  binaryType: 'uint8array',
  open: (socket) => socket.terminate(),
  data: () => {},
  drain: () => {},
  close: () => {},
  error: () => {},
  connectError: () => {},
}
