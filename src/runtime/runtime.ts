import type { Sink } from '../base/io.ts'
import type { Stdin } from '../base/stdin.ts'
import type { Sockets } from './sockets.ts'

/** The runtime of this process: everything in which node and Bun differ. `current.ts` chooses between them, once. */
export interface Runtime {
  /** With its version: `node 20.20.2`. */
  readonly name: string
  /** Opens standard input; to be called once. */
  openStdin(): Stdin
  /** Nothing is opened before the first write. */
  output(name: 'stdout' | 'stderr'): Sink
  /** True when the process was started by `nohup` and the runtime has left the mark that tells it. */
  ignoresHangUp(): boolean
  /** Frees unreachable memory now, in a runtime that would let it grow large. */
  collectGarbage(): void
  /** For a run that works long on much: code is compiled to machine code early. */
  compileEarly(): void
  /**
   * All of a file, sooner than `node:fs` could: undefined for one that cannot be read, is empty or is no plain file, all of which are
   * left as they are. The method is undefined where there is nothing sooner.
   */
  readonly readPlainFile: ((path: string) => Promise<Buffer | undefined>) | undefined
  /** Sockets that are up sooner than those of `node:net` and `node:tls`; undefined where there are none. */
  readonly sockets: Sockets | undefined
  /** The library that `node:tls` and `node:crypto` use. */
  readonly tlsLibrary: TlsLibrary
  /** An error that says "refused" may come from an address to which there is no way. */
  readonly callsLostRoutesRefused: boolean
}

export interface TlsLibrary {
  /** A list of ciphers may set a level: `@SECLEVEL=1`. */
  readonly hasSecurityLevels: boolean
  /** A key file whose halves do not go together is refused as it is read. */
  readonly comparesKeyHalves: boolean
}
