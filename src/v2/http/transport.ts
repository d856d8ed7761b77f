import { userAgent } from '../../base/build.ts'
import { utf8 } from '../../base/bytes.ts'
import { quote } from '../../go/quote.ts'
import { TransportFailure } from '../failure.ts'
import { type EndpointUrl, hostPort } from './endpoint-url.ts'
import { escapePath } from './key-path.ts'
import { openWire } from './open-wire.ts'
import type { HeaderFields, ResponseHead } from './response-head.ts'
import { type BodyTaker, ResponseProblem, ResponseReader } from './response-reader.ts'
import { type Route, routeTo } from './route.ts'
import { endOfFile, type SocketTarget } from './socket-words.ts'
import type { TransportOptions } from './transport-options.ts'
import type { Wire } from './wire.ts'

export interface HttpRequest {
  readonly method: string
  readonly url: EndpointUrl
  /** The header `Host`: a redirect does not change it. */
  readonly host: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array | undefined
}

export interface HttpResponse {
  readonly status: number
  readonly fields: HeaderFields
  readonly body: Uint8Array
}

export interface Attempt {
  readonly signal: AbortSignal
  /** The head of the response is there. What it returns takes the body, which is empty in the response then. */
  readonly onHead: (head: ResponseHead) => BodyTaker | undefined
  /** Nothing is read any more because who takes the body is busy, or it goes on. */
  readonly onPause?: (isPaused: boolean) => void
}

/** Sends requests over HTTP/1.1 and keeps connections for the next one. */
export class Transport {
  private readonly options: TransportOptions
  private readonly idle = new Map<string, Wire>()

  constructor(options: TransportOptions) {
    this.options = options
  }

  /** Rejects with a TransportFailure in the words of Go's net/http (1.26), or with the signal's reason. */
  async roundTrip(request: HttpRequest, attempt: Attempt): Promise<HttpResponse> {
    const route = await this.routeOf(request.url)
    const kept = this.takeIdle(route.key)
    if (kept !== undefined) {
      const response = await this.tryKept(kept, request, route, attempt)
      if (response !== undefined) return response
    }
    return this.exchange(await openWire(route, this.options, attempt.signal), request, route, attempt)
  }

  /** Closes what is open. */
  close(): void {
    for (const wire of this.idle.values()) wire.destroy()
    this.idle.clear()
  }

  private async routeOf(url: EndpointUrl): Promise<Route> {
    const { scheme } = url
    if (!/^(?:https?|unixs?)$/.test(scheme)) throw new TransportFailure(`unsupported protocol scheme ${quote(scheme)}`)
    if (url.host === '') throw new TransportFailure('http: no Host in request URL')
    return routeTo(url, targetOf(url), this.options.env)
  }

  private takeIdle(key: string): Wire | undefined {
    const wire = this.idle.get(key)
    this.idle.delete(key)
    return wire?.isOpen === true ? wire : undefined
  }

  /** Undefined when the other side had closed the connection before it saw a request that may be sent again. */
  private async tryKept(
    wire: Wire,
    request: HttpRequest,
    route: Route,
    attempt: Attempt,
  ): Promise<HttpResponse | undefined> {
    let isAnswered = false
    const onHead = (head: ResponseHead): BodyTaker | undefined => {
      isAnswered = true
      return attempt.onHead(head)
    }
    try {
      return await this.exchange(wire, request, route, { ...attempt, onHead })
    } catch (error) {
      if (isAnswered || attempt.signal.aborted || request.method !== 'GET') throw error
      return undefined
    }
  }

  private exchange(wire: Wire, request: HttpRequest, route: Route, attempt: Attempt): Promise<HttpResponse> {
    const { signal, onHead } = attempt
    const reader = new ResponseReader(onHead)
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        signal.removeEventListener('abort', aborted)
        wire.listener = undefined
        finish()
      }
      const fail = (failure: unknown): void =>
        settle(() => {
          wire.destroy()
          reject(failure)
        })
      const aborted = (): void => fail(signal.reason)
      const done = (): void =>
        settle(() => {
          this.keep(route.key, wire, reader)
          const { head } = reader
          if (head !== undefined) resolve({ status: head.status, fields: head.fields, body: reader.body })
        })
      const read = (step: () => void): void => {
        try {
          step()
          const waiting = reader.takeWaiting()
          if (waiting !== undefined) pause(waiting)
          else if (reader.isDone) done()
        } catch (error) {
          fail(failureOf(error))
        }
      }
      const pause = (waiting: Promise<void>): void => {
        wire.pause(true)
        attempt.onPause?.(true)
        waiting
          .then(() => {
            attempt.onPause?.(false)
            if (reader.isDone) done()
            else wire.pause(false)
          })
          .catch(fail)
      }
      if (signal.aborted) return aborted()
      signal.addEventListener('abort', aborted)
      wire.hold(true)
      wire.listener = {
        take: (bytes) => read(() => reader.take(bytes)),
        ended: () => read(() => reader.end()),
        failed: fail,
      }
      for (const bytes of messageOf(request, route)) wire.write(bytes)
    })
  }

  private keep(key: string, wire: Wire, { isLast }: ResponseReader): void {
    if (isLast || !wire.isOpen || this.idle.has(key)) {
      wire.destroy()
      return
    }
    // a connection that waits does not keep the process alive
    wire.hold(false)
    this.idle.set(key, wire)
  }
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof ResponseProblem)) return error
  return error.message === 'EOF' ? endOfFile() : new TransportFailure(error.message)
}

function targetOf(url: EndpointUrl): SocketTarget {
  const { name, port } = hostPort(url)
  const usual = isSecure(url.scheme) ? '443' : '80'
  if (url.scheme === 'unix' || url.scheme === 'unixs') {
    return { kind: 'unix', path: port === '' ? `${url.host.replace(/:$/, '')}:${usual}` : url.host }
  }
  return { kind: 'tcp', host: name, port: port === '' ? usual : port }
}

export function isSecure(scheme: string): boolean {
  return scheme === 'https' || scheme === 'unixs'
}

function messageOf({ method, url, host, headers, body }: HttpRequest, route: Route): Uint8Array[] {
  const query = url.query === undefined ? '' : `?${url.query}`
  const path = `${url.path === '' ? '/' : escapePath(url.path)}${query}`
  const lines = [
    `${method} ${route.isAbsolute ? `http://${url.host}${path}` : path} HTTP/1.1`,
    `Host: ${host.replace(/%.*\]/, ']')}`,
    `User-Agent: ${userAgent}`,
    ...lengthOf(method, body),
    ...[...route.headers, ...headers].map(([name, value]) => `${name}: ${value}`),
  ]
  const head = utf8(`${lines.join('\r\n')}\r\n\r\n`)
  return body === undefined || body.length === 0 ? [head] : [head, body]
}

/** What may have a body says so, even for none. */
function lengthOf(method: string, body: Uint8Array | undefined): string[] {
  const isNeeded = body !== undefined || method === 'PUT' || method === 'POST'
  return isNeeded ? [`Content-Length: ${body?.length ?? 0}`] : []
}
