import type { ProxyStep } from '../connection/endpoints.ts'

/** Why a proxy made no tunnel, in words for the operator. */
export class ProxyProblem extends Error {
  /** What the operator should look at. */
  readonly check: string

  constructor(cause: string, check: string) {
    super(cause)
    this.check = check
  }
}

export const closedEarly = new ProxyProblem('closed without an answer', 'is this an HTTP proxy?')
const foreign = new ProxyProblem('no answer in HTTP', 'is this an HTTP proxy?')

/** Bytes; a real answer has some hundred. */
const longestHead = 64 * 1024

/** The request for a tunnel, with its lines in the order of Go's gRPC (3.4.37 to 3.7). */
export function tunnelRequest({ target, authorization }: ProxyStep): Uint8Array {
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`, 'User-Agent: etcdctl-ts']
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization}`)
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n`)
}

/** Reads a proxy's answer piece by piece. */
export class TunnelAnswer {
  private head = ''

  /**
   * Takes the next bytes, which must not be changed any more. Returns those that come after the answer once the tunnel
   * is open, undefined before. Throws a ProxyProblem for any answer but 200.
   */
  take(bytes: Uint8Array): Uint8Array | undefined {
    const before = this.head.length
    this.head += new TextDecoder('latin1').decode(bytes)
    if (!this.head.startsWith('HTTP/'.slice(0, this.head.length))) throw foreign
    const end = /\r?\n\r?\n/.exec(this.head)
    if (end === null) {
      if (this.head.length > longestHead) throw foreign
      return undefined
    }
    requireSuccess(/^[^\r\n]*/.exec(this.head)?.[0] ?? '')
    return bytes.subarray(end.index + end[0].length - before)
  }
}

function requireSuccess(line: string): void {
  const [, code, reason = ''] = /^HTTP\/\d\.\d +(\d{3})(?: (.*))?$/.exec(line) ?? []
  if (code === undefined) throw foreign
  if (code === '200') return
  // the proxy's own words: only what a terminal can print of them is shown
  const cause = `answered ${code} ${reason.replace(/[^ -~]/g, '?').slice(0, 80)}`.trimEnd()
  if (code === '407') throw new ProxyProblem(cause, 'write HTTPS_PROXY as http://user:password@host:port')
  throw new ProxyProblem(cause, 'may the proxy connect to this endpoint, and can it?')
}
