import { argumentBytes } from '../../base/arguments.ts'
import { type EndpointUrl, urlText } from './endpoint-url.ts'
import { decodeForm, encodeForm, type Pair, unescapeBytes } from './form.ts'
import { cleanPath } from './key-path.ts'
import type { BodyTaker } from './response-reader.ts'
import type { HttpRequest } from './transport.ts'

/** A request as commands make it, without where it goes. */
export interface V2Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Percent-encoded, e.g. `/v2/keys/foo`; the endpoint's own path is put in front. */
  readonly path: string
  /** Sent sorted by name. */
  readonly query?: readonly Pair[]
  /** The body as a form, sorted by name; empty for an empty body. */
  readonly form?: readonly Pair[]
  readonly json?: string
  /** That of forms or of JSON when left out. */
  readonly contentType?: string
  /** Not sent to a second endpoint when the first fails. */
  readonly oneShot?: boolean
  /** Waits for an event: no time limits. */
  readonly isWatch?: boolean
  /** The total time limit does not count. */
  readonly isUnbounded?: boolean
  /**
   * Told the status of an answer, returns who takes its body piece by piece as it comes; undefined for an answer to be kept whole. Asked
   * again, from the start, for the next endpoint when an answer breaks off.
   */
  takeBody?(status: number): BodyTaker | undefined
  /** What has been taken cannot be undone: no other endpoint is asked when the answer breaks off. */
  isUsedUp?(): boolean
  /** Ends the request; it rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface PreparedRequest extends HttpRequest {
  /** The body for `--debug`; undefined for none. */
  readonly text: string | undefined
}

/** The request for one endpoint; `authorization` is the header's value. */
export function prepare(endpoint: EndpointUrl, request: V2Request, authorization: string | undefined): PreparedRequest {
  const text = request.form === undefined ? request.json : encodeForm(request.form)
  const usualType = request.form === undefined ? 'application/json' : 'application/x-www-form-urlencoded'
  const type = request.contentType ?? (text === undefined ? undefined : usualType)
  return {
    method: request.method,
    url: requestUrl(endpoint, request),
    host: endpoint.host,
    headers: [
      ...(authorization === undefined ? [] : [['Authorization', authorization] as const]),
      ...(type === undefined ? [] : [['Content-Type', type] as const]),
    ],
    body: text === undefined ? undefined : argumentBytes(text),
    text,
  }
}

function requestUrl(endpoint: EndpointUrl, { path, query }: V2Request): EndpointUrl {
  if (endpoint.opaque !== '') return { ...endpoint, query: queryOf(endpoint, query) }
  const prefix = cleanPath(endpoint.path)
  return {
    ...endpoint,
    path: (prefix === '/' ? '' : prefix) + unescapeBytes(path),
    query: queryOf(endpoint, query),
  }
}

/** What the endpoint itself has is kept. */
function queryOf(endpoint: EndpointUrl, query: readonly Pair[] | undefined): string | undefined {
  if (query === undefined) return endpoint.query
  return encodeForm([...decodeForm(endpoint.query ?? ''), ...query]) || undefined
}

export function endpointText(url: EndpointUrl): string {
  return urlText(url)
}
