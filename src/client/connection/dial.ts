import { Http2Connection } from '../http2/http2-connection.ts'
import type { LinkRequest, OpenLink } from '../link/link.ts'

/** One attempt to connect, which can be given up. */
export interface Dial {
  /** Resolves once the server has sent its settings; rejects with the error that ended the attempt, or the connection. */
  readonly connection: Promise<Http2Connection>
  cancel(): void
}

export interface DialRequest extends Pick<LinkRequest, 'endpoint' | 'security' | 'stage'> {
  /** Bytes can go over the connection; the server has not sent its settings yet. */
  readonly opened: (connection: Http2Connection) => void
  /** The connection takes no more requests; those that run go on. */
  readonly closing: (connection: Http2Connection) => void
  /** The connection is gone. */
  readonly closed: (connection: Http2Connection) => void
}

/** Connects to an endpoint and notes in `stage` how far it came. */
export function dial(open: OpenLink, request: DialRequest): Dial {
  const { closing, closed, endpoint, security, stage } = request
  let cancel = (): void => {}
  const connection = new Promise<Http2Connection>((resolve, reject) => {
    let isReady = false
    const failed = (error: unknown = new Error('the connection was closed before HTTP/2 began')): void => reject(error)
    const opened: LinkRequest['opened'] = (link) => {
      const made: Http2Connection = new Http2Connection(link, {
        ready: () => {
          isReady = true
          resolve(made)
        },
        closing: () => closing(made),
        closed: (error) => {
          if (!isReady) failed(error)
          closed(made)
        },
      })
      cancel = () => link.destroy()
      request.opened(made)
      return made
    }
    cancel = open({ endpoint, security, stage, opened, failed })
  })
  return { connection, cancel: () => cancel() }
}
