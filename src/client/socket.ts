import net from 'node:net'
import type { Endpoint } from './endpoints.ts'

/** Opens a TCP or unix socket to a well-formed address; throws for one that is not. */
export function openSocket({ address }: Endpoint): net.Socket {
  if (address.kind === 'unix') return net.connect(address.path)
  if (address.kind === 'tcp') return net.connect({ host: address.host, port: Number(address.port) })
  throw new Error(address.reason)
}
