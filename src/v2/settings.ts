import { askPassword } from '../frame/prompt.ts'
import { valuesOf } from '../go/flags.ts'
import type { V2Run } from './command.ts'
import { globalFlags } from './globals.ts'
import type { V2Settings } from './http/client.ts'

/** What the client needs to know of the flags in front of the command; variables are the client's own matter. */
export function settingsFrom({ io, globals, release }: V2Run): V2Settings {
  const flags = valuesOf(globalFlags(release), globals)
  return {
    release,
    endpoints: flags.endpoints,
    endpoint: flags.endpoint,
    peers: flags.peers,
    noSync: flags.noSync,
    discoverySrv: flags.discoverySrv,
    // there is no such flag: the client reads the variable
    discoverySrvName: '',
    insecureDiscovery: flags.insecureDiscovery,
    certFile: flags.certFile,
    keyFile: flags.keyFile,
    caFile: flags.caFile,
    username: flags.username,
    timeoutNs: flags.timeout,
    totalTimeoutNs: flags.totalTimeout,
    debug: flags.debug,
    env: io.env,
    askPassword: () => askPassword(io, 'Password: '),
    stderr: (line) => io.stderr.write(`${line}\n`),
  }
}
