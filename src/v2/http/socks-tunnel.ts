import type net from 'node:net'
import { isIP } from 'node:net'
import { errorCode } from '../../go/file-error.ts'
import { TransportFailure } from '../failure.ts'
import { brokenFailure, joined } from './socket-words.ts'

/** What a SOCKS5 proxy is asked for (RFC 1928, RFC 1929). */
export interface SocksStep {
  /** Name or address of the server behind it. */
  readonly host: string
  readonly port: number
  /** Undefined without a login. */
  readonly user: { readonly name: string; readonly password: string } | undefined
}

const version = 5
const withoutLogin = 0
const withPassword = 2
const noMethod = 0xff
const connect = 1

/** Go's words for the replies (golang.org/x/net/internal/socks). */
const replies = [
  'succeeded',
  'general SOCKS server failure',
  'connection not allowed by ruleset',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'TTL expired',
  'command not supported',
  'address type not supported',
]

/**
 * Asks the SOCKS5 proxy at the other end of a socket for a connection. What comes behind its reply is still to be read from the socket.
 * Rejects with a TransportFailure in Go's words (1.26), or with the signal's reason; closes the socket then.
 */
export async function openSocksTunnel(socket: net.Socket, step: SocksStep, signal: AbortSignal): Promise<void> {
  const giveUp = (): void => void socket.destroy()
  const { remoteAddress = '', remotePort = 0 } = socket
  signal.addEventListener('abort', giveUp)
  try {
    signal.throwIfAborted()
    await shake(socket, step)
  } catch (error) {
    socket.destroy()
    if (signal.aborted) throw signal.reason
    throw socksFailure(error, `${joined(remoteAddress, String(remotePort))}->${joined(step.host, String(step.port))}`)
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

function socksFailure(error: unknown, path: string): TransportFailure {
  const text = error instanceof Error ? error.message : String(error)
  const isConnection = error instanceof TransportFailure && error.isConnection
  return new TransportFailure(`socks connect tcp ${path}: ${text}`, { isConnection })
}

async function shake(socket: net.Socket, step: SocksStep): Promise<void> {
  const methods = step.user === undefined ? [withoutLogin] : [withoutLogin, withPassword]
  socket.write(Uint8Array.from([version, methods.length, ...methods]))
  const [chosenVersion, method] = await readBytes(socket, 2)
  expectVersion(chosenVersion)
  if (method === noMethod) throw new Error('no acceptable authentication methods')
  if (method === withPassword && step.user !== undefined) await logIn(socket, step.user)
  else if (method !== withoutLogin) throw new Error(`unsupported authentication method ${method}`)
  socket.write(requestFor(step))
  const [replyVersion, reply = 0, reserved, kind] = await readBytes(socket, 4)
  expectVersion(replyVersion)
  if (reply !== 0) throw new Error(`unknown error ${replies[reply] ?? `unknown code: ${reply}`}`)
  if (reserved !== 0) throw new Error('non-zero reserved field')
  await readBytes(socket, (await addressLength(socket, kind)) + 2)
}

function expectVersion(byte: number | undefined): void {
  if (byte !== version) throw new Error(`unexpected protocol version ${byte}`)
}

async function logIn(socket: net.Socket, { name, password }: NonNullable<SocksStep['user']>): Promise<void> {
  const [nameBytes, passwordBytes] = [Buffer.from(name), Buffer.from(password)]
  if (nameBytes.length === 0 || nameBytes.length > 255 || passwordBytes.length > 255) {
    throw new Error('invalid username/password')
  }
  socket.write(
    Buffer.concat([Buffer.of(1, nameBytes.length), nameBytes, Buffer.of(passwordBytes.length), passwordBytes]),
  )
  const [loginVersion, status] = await readBytes(socket, 2)
  if (loginVersion !== 1) throw new Error('invalid username/password version')
  if (status !== 0) throw new Error('username/password authentication failed')
}

function requestFor({ host, port }: SocksStep): Uint8Array {
  return Uint8Array.from([version, connect, 0, ...addressOf(host), port >> 8, port & 0xff])
}

function addressOf(host: string): readonly number[] {
  if (isIP(host) === 4) return [1, ...host.split('.').map(Number)]
  if (isIP(host) === 6) return [4, ...addressBytes(host)]
  const name = Buffer.from(host)
  if (name.length > 255) throw new Error('FQDN too long')
  return [3, name.length, ...name]
}

/** The sixteen bytes of an IPv6 address. */
function addressBytes(host: string): number[] {
  const [front = '', back] = new URL(`http://[${host.replace(/%.*$/, '')}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const [left, right] = [groups(front), back === undefined ? [] : groups(back)]
  const all = [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
  return all.flatMap((group) => [group >> 8, group & 0xff])
}

async function addressLength(socket: net.Socket, kind: number | undefined): Promise<number> {
  if (kind === 1) return 4
  if (kind === 4) return 16
  if (kind !== 3) throw new Error(`unknown address type ${kind}`)
  const [length = 0] = await readBytes(socket, 1)
  return length
}

/** Exactly so many bytes; what follows them stays in the socket. */
function readBytes(socket: net.Socket, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0)
    const read = (): void => {
      for (let bytes = socket.read() as Buffer | null; bytes !== null; bytes = socket.read() as Buffer | null) {
        got = Buffer.concat([got, bytes])
      }
      if (got.length < count) return
      settle()
      if (got.length > count) socket.unshift(got.subarray(count))
      resolve(got.subarray(0, count))
    }
    const ended = (): void => {
      settle()
      reject(new Error(got.length === 0 ? 'EOF' : 'unexpected EOF'))
    }
    const failed = (error: Error): void => {
      settle()
      const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket
      const path = `tcp ${joined(localAddress, String(localPort))}->${joined(remoteAddress, String(remotePort))}`
      reject(errorCode(error) === '' ? error : brokenFailure(error, path))
    }
    const settle = (): void => {
      socket.off('readable', read)
      socket.off('end', ended)
      socket.off('close', ended)
      socket.off('error', failed)
    }
    socket.on('readable', read)
    socket.once('end', ended)
    socket.once('close', ended)
    socket.once('error', failed)
    read()
  })
}
