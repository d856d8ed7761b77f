import { ClusterFailure, deadlineExceeded, TransportFailure } from '../failure.ts'
import { isAtLeast, type V2Release } from '../release.ts'
import type { Budget } from './budget.ts'
import { curlLine } from './curl-line.ts'
import { prepare, type V2Request } from './endpoint-request.ts'
import { type EndpointUrl, parseUrl, urlText } from './endpoint-url.ts'
import type { Attempt, HttpResponse, Transport } from './transport.ts'

export interface ClusterOptions {
  readonly release: V2Release
  readonly transport: Transport
  /** The header's value. */
  readonly authorization: string | undefined
  /** Milliseconds to the head of a response; zero and less for no limit. */
  readonly headerLimit: number
  /** Gets the lines of `--debug`; undefined without. */
  readonly debug: ((line: string) => Promise<void>) | undefined
}

export interface ClusterAnswer extends HttpResponse {
  readonly endpoint: string
}

const mostRedirects = 10
const statusTexts: Readonly<Record<number, string>> = {
  501: 'Not Implemented',
  502: 'Bad Gateway',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
  506: 'Variant Also Negotiates',
  507: 'Insufficient Storage',
  508: 'Loop Detected',
  510: 'Not Extended',
  511: 'Network Authentication Required',
}

/** The endpoints of a cluster, in the order in which they are asked. */
export class Cluster {
  endpoints: readonly EndpointUrl[]
  private readonly options: ClusterOptions
  private pinned = 0

  constructor(endpoints: readonly EndpointUrl[], options: ClusterOptions) {
    this.endpoints = shuffled(endpoints)
    this.options = options
  }

  /** Takes other endpoints, in random order. */
  replace(endpoints: readonly EndpointUrl[]): void {
    this.endpoints = shuffled(endpoints)
    this.pinned = 0
  }

  /** The same endpoints in whatever order. */
  consistsOf(endpoints: readonly EndpointUrl[]): boolean {
    const texts = (urls: readonly EndpointUrl[]): string => JSON.stringify(urls.map(urlText).sort())
    return texts(endpoints) === texts(this.endpoints)
  }

  /**
   * Asks one endpoint after the other, from the one that answered last. Rejects with a ClusterFailure when all fail, with a
   * TransportFailure for a one-shot request and when the time is over, and with the reason of the request's signal.
   */
  async send(request: V2Request, budget: Budget | undefined): Promise<ClusterAnswer> {
    const failures: TransportFailure[] = []
    const { length } = this.endpoints
    const start = this.pinned
    for (let step = 0; step < length; step++) {
      const at = (start + step) % length
      const endpoint = this.endpoints[at]
      if (endpoint === undefined) break
      const answer = await this.ask(endpoint, request, budget).catch(transportFailure)
      if (!(answer instanceof TransportFailure)) {
        this.pinned = at
        return { ...answer, endpoint: urlText(endpoint) }
      }
      if (answer.isFinal) throw answer
      if (request.isUsedUp?.() === true) {
        failures.push(answer)
        break
      }
      if (request.oneShot === true) {
        this.pinned = (at + 1) % length
        throw answer
      }
      failures.push(answer)
    }
    throw new ClusterFailure(failures, isAtLeast(this.options.release, '3.3'))
  }

  /** Rejects with a TransportFailure for what counts as a failure of the endpoint, answers of 5xx among it. */
  private async ask(endpoint: EndpointUrl, request: V2Request, budget: Budget | undefined): Promise<HttpResponse> {
    const response = await this.follow(endpoint, request, budget)
    if (Math.trunc(response.status / 100) !== 5) return response
    const text = `client: etcd member ${urlText(endpoint)}`
    if (response.status === 500 || response.status === 503) {
      throw new TransportFailure(`${text} has no leader`, { isLeaderless: true })
    }
    throw new TransportFailure(`${text} returns server error [${statusTexts[response.status] ?? ''}]`)
  }

  private async follow(endpoint: EndpointUrl, request: V2Request, budget: Budget | undefined): Promise<HttpResponse> {
    const prepared = prepare(endpoint, request, this.options.authorization)
    let { url } = prepared
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      await this.options.debug?.(curlLine(prepared.method, url, prepared.text))
      const response = await this.limited(endpoint, request, budget, (attempt) =>
        this.options.transport.roundTrip({ ...prepared, url }, attempt),
      )
      if (Math.trunc(response.status / 100) !== 3) return response
      url = this.locationOf(response)
    }
    throw new TransportFailure('client: too many redirects')
  }

  private locationOf({ fields }: HttpResponse): EndpointUrl {
    const [location = ''] = fields.get('location') ?? []
    if (location === '') {
      throw new TransportFailure(`${isAtLeast(this.options.release, '3.4') ? 'l' : 'L'}ocation header not set`)
    }
    try {
      return parseUrl(location)
    } catch {
      const start = isAtLeast(this.options.release, '3.4') ? 'l' : 'L'
      throw new TransportFailure(`${start}ocation header not valid URL: ${location}`)
    }
  }

  private async limited(
    endpoint: EndpointUrl,
    request: V2Request,
    budget: Budget | undefined,
    send: (attempt: Attempt) => Promise<HttpResponse>,
  ): Promise<HttpResponse> {
    const { headerLimit } = this.options
    const isWatch = request.isWatch === true
    const control = new AbortController()
    const late = new TransportFailure(`client: endpoint ${urlText(endpoint)} exceeded header timeout`)
    const headerTimer = !isWatch && headerLimit > 0 ? setTimeout(() => control.abort(late), headerLimit) : undefined
    const total = isWatch || budget === undefined ? undefined : new TotalLimit(budget, control)
    const cancelled = (): void => control.abort(request.signal?.reason)
    request.signal?.addEventListener('abort', cancelled)
    if (request.signal?.aborted === true) cancelled()
    try {
      return await send({
        signal: control.signal,
        onHead: (head) => {
          clearTimeout(headerTimer)
          return isFinal(head.status) ? request.takeBody?.(head.status) : undefined
        },
        onPause: (isPaused) => total?.pause(isPaused),
      })
    } finally {
      clearTimeout(headerTimer)
      total?.stop()
      request.signal?.removeEventListener('abort', cancelled)
    }
  }
}

/** Aborts when the budget is used up; while who reads the answer is busy with it no time passes. */
class TotalLimit {
  private readonly budget: Budget
  private readonly control: AbortController
  private timer: NodeJS.Timeout | undefined
  private pausedAt = 0

  constructor(budget: Budget, control: AbortController) {
    this.budget = budget
    this.control = control
    this.start()
  }

  pause(isPaused: boolean): void {
    if (isPaused) {
      this.stop()
      this.pausedAt = performance.now()
      return
    }
    this.budget.extend(performance.now() - this.pausedAt)
    this.start()
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private start(): void {
    this.timer = setTimeout(() => this.control.abort(deadlineExceeded()), this.budget.remaining())
  }
}

/** Neither a redirect nor a failure of the server. */
function isFinal(status: number): boolean {
  const kind = Math.trunc(status / 100)
  return kind !== 3 && kind !== 5
}

function transportFailure(error: unknown): TransportFailure {
  if (error instanceof TransportFailure) return error
  throw error
}

function shuffled<T>(items: readonly T[]): T[] {
  const order = [...items]
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1))
    const [left, right] = [order[at], order[other]]
    if (left !== undefined && right !== undefined) [order[at], order[other]] = [right, left]
  }
  return order
}
