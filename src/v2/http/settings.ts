import type { V2Release } from '../release.ts'

/** What a client is built from: global flags as they were given, empty for none, and the environment. */
export interface V2Settings {
  readonly release: V2Release
  readonly endpoints: string
  readonly endpoint: string
  readonly peers: string
  readonly noSync: boolean
  readonly discoverySrv: string
  readonly insecureDiscovery: boolean
  readonly discoverySrvName: string
  readonly certFile: string
  readonly keyFile: string
  readonly caFile: string
  /** `name` or `name:password`. */
  readonly username: string
  /** From a request to the head of its response; zero and less for no limit. */
  readonly timeoutNs: bigint
  /** For all requests together; zero and less have passed already. */
  readonly totalTimeoutNs: bigint
  readonly debug: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  askPassword(): Promise<string>
  /** Writes a line, which is without its end. */
  stderr(line: string): Promise<void>
}
