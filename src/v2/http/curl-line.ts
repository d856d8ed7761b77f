import { quote } from '../../go/quote.ts'
import { type EndpointUrl, urlText } from './endpoint-url.ts'

/** The request as a line of `--debug`. A password is not shown; the originals do show those of users in bodies and of endpoints. */
export function curlLine(method: string, url: EndpointUrl, body: string | undefined): string {
  const data = body === undefined ? '' : ` -d ${quote(withoutPassword(body))}`
  return `cURL Command: curl -X ${method} ${hiddenText(url)}${data}`
}

/** The URL without its password. */
function hiddenText(url: EndpointUrl): string {
  const user = url.user?.replace(/:.*$/s, ':xxxxx')
  return urlText({ ...url, user })
}

function withoutPassword(body: string): string {
  if (!body.startsWith('{')) return body
  return body.replace(/("password":\s*")(?:[^"\\]|\\.)*"/g, '$1xxxxx"')
}

/** An endpoint for lists of `--debug`. */
export function shownEndpoint(url: EndpointUrl): string {
  return hiddenText(url)
}
