import { Http2Session } from '../http2/session.ts'
import type { LinkRequest, OpenLink } from '../link/link.ts'

/** One attempt to connect, that can be given up. */
export interface Attempt {
  /** Resolves once the server has sent its settings; rejects with what the connection, or the attempt to make one, ended with. */
  readonly session: Promise<Http2Session>
  cancel(): void
}

export interface SessionRequest extends Pick<LinkRequest, 'endpoint' | 'security' | 'progress'> {
  /** Bytes can go over the session, and its server has not told its settings. */
  readonly opened: (session: Http2Session) => void
  /** The session takes no more requests; those that run go on. */
  readonly closing: (session: Http2Session) => void
  /** The session is gone. */
  readonly closed: (session: Http2Session) => void
}

/** Connects to an endpoint and notes in `progress` how far it came. */
export function openSession(open: OpenLink, request: SessionRequest): Attempt {
  const { closing, closed, endpoint, security, progress } = request
  let cancel = (): void => {}
  const session = new Promise<Http2Session>((resolve, reject) => {
    let isReady = false
    const failed = (error: unknown = new Error('the connection was closed before HTTP/2 began')): void => reject(error)
    const opened: LinkRequest['opened'] = (link) => {
      const made: Http2Session = new Http2Session(link, {
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
    cancel = open({ endpoint, security, progress, opened, failed })
  })
  return { session, cancel: () => cancel() }
}
