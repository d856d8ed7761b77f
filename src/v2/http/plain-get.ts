import { quote } from '../../go/quote.ts'
import { TransportFailure } from '../failure.ts'
import { type EndpointUrl, parseUrl, urlText } from './endpoint-url.ts'
import { unescapeBytes } from './form.ts'
import type { HttpResponse, Transport } from './transport.ts'

const redirects: readonly number[] = [301, 302, 303, 307, 308]
const mostRequests = 10

/** Gets a page as Go's http.Get does, without a time limit of its own. Rejects with a TransportFailure in its words. */
export async function getPlainly(text: string, transport: Transport, signal?: AbortSignal): Promise<HttpResponse> {
  let url = parsed(text)
  for (let requests = 1; ; requests++) {
    const response = await got(url, transport, signal)
    const [location] = response.fields.get('location') ?? []
    if (!redirects.includes(response.status) || location === undefined) return response
    url = parsed(URL.canParse(location, urlText(url)) ? new URL(location, urlText(url)).href : location)
    if (requests === mostRequests) throw failed(url, `stopped after ${mostRequests} redirects`)
  }
}

function parsed(text: string): EndpointUrl {
  try {
    return parseUrl(text)
  } catch (error) {
    throw new TransportFailure(error instanceof Error ? error.message : String(error))
  }
}

async function got(
  url: EndpointUrl,
  transport: Transport,
  signal = new AbortController().signal,
): Promise<HttpResponse> {
  const request = { method: 'GET', url, host: url.host, headers: authorizationOf(url), body: undefined }
  try {
    return await transport.roundTrip(request, { signal, onHead: () => undefined })
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error
    throw failed(url, plainWords(error.message), error.isConnection)
  }
}

function failed(url: EndpointUrl, text: string, isConnection = false): TransportFailure {
  const user = url.user?.replace(/:.*$/s, ':***')
  return new TransportFailure(`Get ${quote(urlText({ ...url, user }))}: ${text}`, { isConnection })
}

/** Go knows a server that answers without TLS by how its answer begins; others are not told apart here. */
function plainWords(text: string): string {
  const isPlain = text === 'tls: first record does not look like a TLS handshake'
  return isPlain ? 'http: server gave HTTP response to HTTPS client' : text
}

/** Whom the URL names. */
function authorizationOf({ user }: EndpointUrl): [name: string, value: string][] {
  if (user === undefined) return []
  const [, name = '', password = ''] = /^([^:]*):?(.*)$/s.exec(user) ?? []
  const pair = `${unescapeBytes(name)}:${unescapeBytes(password)}`
  return [['Authorization', `Basic ${Buffer.from(pair).toString('base64')}`]]
}
