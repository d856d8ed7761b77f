import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import tls from 'node:tls'
import type { ProxyStep } from '../../client/connection/endpoints.ts'
import { openTunnel } from '../../client/proxy/node-tunnel.ts'
import { proxyStep } from '../../client/proxy/proxies.ts'
import { type Environment, plainProxyRules, proxyRules } from '../../client/proxy/proxy-rules.ts'
import { readText } from './read-text.ts'

/** Gets a text through the proxy that Go's HTTP would ask; undefined when it would ask none. Throws for what goes wrong. */
export async function proxiedGet(
  url: string,
  env: Environment,
  options: tls.ConnectionOptions & { readonly timeout: number },
): Promise<string | undefined> {
  const { protocol, host } = new URL(url)
  const isSecure = protocol === 'https:'
  const proxy = (isSecure ? proxyRules(env) : plainProxyRules(env))(host)
  if (proxy === undefined) return undefined
  // Go also supports SOCKS and TLS to a proxy; we do not
  if (proxy.scheme !== 'http') throw new Error(`the scheme ${proxy.scheme} of the proxy is not supported here`)
  const target = /:\d+$/.test(host) ? host : `${host}:${isSecure ? 443 : 80}`
  const given = isSecure ? env.HTTPS_PROXY || env.https_proxy || '' : env.HTTP_PROXY || env.http_proxy || ''
  const step = proxyStep(proxy, { target, given, usualPort: '80' })
  return isSecure ? getByTunnel(url, step, options) : getFrom(url, step, options.timeout)
}

function getFrom(url: string, { host, port, authorization }: ProxyStep, timeout: number): Promise<string> {
  const headers = {
    host: new URL(url).host,
    ...(authorization !== undefined && { 'proxy-authorization': authorization }),
  }
  return new Promise((resolve, reject) => {
    const call = http.request({ host, port: Number(port), path: url, headers, timeout }, (response) => {
      readText(response).then(resolve, reject)
    })
    call.on('timeout', () => call.destroy(new Error('no answer in time')))
    call.on('error', reject)
    call.end()
  })
}

/** Uses HTTP/1.0, where the end of the connection ends the answer. */
async function getByTunnel(
  url: string,
  step: ProxyStep,
  { timeout, ...options }: tls.ConnectionOptions & { readonly timeout: number },
): Promise<string> {
  const { host, hostname, pathname } = new URL(url)
  const socket = net.connect({ host: step.host, port: Number(step.port), timeout })
  // whoever waits for the socket is told
  socket.on('error', () => {})
  socket.on('timeout', () => socket.destroy(new Error('no answer in time')))
  try {
    await once(socket, 'connect')
    await openTunnel(socket, step)
    const name = hostname.replace(/^\[|\]$/g, '')
    const secure = tls.connect({ ...options, socket, host: name, ...(net.isIP(name) === 0 && { servername: name }) })
    await once(secure, 'secureConnect')
    secure.write(`GET ${pathname} HTTP/1.0\r\nHost: ${host}\r\n\r\n`)
    const text = await readText(secure)
    return text.slice(text.indexOf('\r\n\r\n') + 4)
  } finally {
    socket.destroy()
  }
}
