import type { V2Settings } from '../../../src/v2/http/client.ts'

/** Settings of release 3.4 without flags and without an environment; nothing is written, and nobody knows a password. */
export function settings(given: Partial<V2Settings> = {}): V2Settings {
  return {
    release: '3.4',
    endpoints: '',
    endpoint: '',
    peers: '',
    noSync: false,
    discoverySrv: '',
    insecureDiscovery: false,
    discoverySrvName: '',
    certFile: '',
    keyFile: '',
    caFile: '',
    username: '',
    timeoutNs: 2_000_000_000n,
    totalTimeoutNs: 20_000_000_000n,
    debug: false,
    env: {},
    askPassword: () => Promise.reject(new Error('no password')),
    stderr: () => Promise.resolve(),
    ...given,
  }
}
