import type { TlsOptions } from 'node:tls'
import { authority, type CertificateRequest, type Issued, issue, names } from '../support/certificate-builder.ts'

/** A server that a client meets, and what Go's TLS makes of it. */
export interface Scenario {
  readonly name: string
  /** Verdict of the newest release of the original. */
  readonly go: 'trusts' | 'refuses'
  /** Why we refuse whom it trusts: under node, and in the executable where that is another reason, or none (''). */
  readonly stricter?: string
  readonly stricterExecutable?: string
  /** The server says nothing when it refuses us: to us it looks like one that is starting. */
  readonly isSilent?: boolean
  /** Releases of the original that refuse whom the newest trusts. */
  readonly refusedBy?: readonly string[]
  readonly leaf: Issued
  /** What the server sends behind the leaf. */
  readonly behind: readonly Issued[]
  /** The CA file. */
  readonly roots: readonly Issued[]
  /** A host, or a name with a dot, which becomes the path of a unix socket. */
  readonly host: string
  readonly server: TlsOptions
  readonly client: { readonly cert: string; readonly key: string } | undefined
  readonly skipsVerification: boolean
}

export type ScenarioParts = Partial<Omit<Scenario, 'name' | 'go'>>

export function trusted(name: string, parts: ScenarioParts = {}): Scenario {
  return { ...usual(parts), name, go: 'trusts', ...parts }
}

export function refused(name: string, parts: ScenarioParts = {}): Scenario {
  return { ...usual(parts), name, go: 'refuses', ...parts }
}

/** `127.0.0.1`, as a name of a certificate. */
export const loopback = 'IP:7f000001'

export const root = authority({ name: 'root' })
export const usualLeaf = leafOf()

function usual(parts: ScenarioParts): Omit<Scenario, 'name' | 'go'> {
  const isName = parts.host?.includes('example') === true
  return {
    leaf: isName ? leafOf({}, `DNS:${parts.host}`) : usualLeaf,
    behind: [],
    roots: [root],
    host: '127.0.0.1',
    server: {},
    client: undefined,
    skipsVerification: false,
  }
}

/** A server's certificate for these names, signed by the root unless another issuer is asked for. */
export function leafOf(request: CertificateRequest = {}, ...alternatives: readonly string[]): Issued {
  const listed = alternatives.length === 0 ? [loopback, 'DNS:localhost'] : alternatives
  const extensions = [names(...listed), ...(request.extensions ?? [])]
  return issue({ issuer: root, ...request, extensions })
}

/** An intermediate authority. */
export function between(issuer: Issued, request: Parameters<typeof authority>[0] = {}): Issued {
  return authority({ name: 'intermediate', ...request, issuer })
}

/** A chain of so many intermediates below the root: the leaf, and the others as a server sends them. */
export function chainOf(length: number, request: CertificateRequest = {}): Pick<Scenario, 'leaf' | 'behind'> {
  let issuer = root
  const behind: Issued[] = []
  for (let at = 0; at < length; at++) {
    issuer = between(issuer, { name: `intermediate ${at}` })
    behind.unshift(issuer)
  }
  return { leaf: leafOf({ ...request, issuer }), behind }
}

/** An authority with these extensions only. */
export function bareAuthority(...extensions: readonly Buffer[]): Issued {
  return issue({ name: 'bare', extensions })
}
