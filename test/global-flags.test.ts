import assert from 'node:assert/strict'
import test from 'node:test'
import { parseProfile } from '../src/base/release.ts'
import { debugLines, globalFlags } from '../src/global-flags.ts'
import { boolFlag, valuesOf } from '../src/go/flags.ts'
import { parseFlags } from '../src/go/parse-flags.ts'

function listing(compat: string, args: string[], extra: string[] = []): string[] {
  const flags = [...globalFlags, boolFlag('cluster', '')]
  const { values } = parseFlags(flags, args)
  return debugLines({ flags, value: (name) => values.get(name) ?? '', profile: parseProfile(compat), extra })
}

test('the global flags have the defaults of the original', () => {
  assert.deepEqual(valuesOf(globalFlags, parseFlags(globalFlags, []).values), {
    endpoints: ['127.0.0.1:2379'],
    debug: false,
    writeOut: 'simple',
    hex: false,
    explain: false,
    raw: false,
    dialTimeout: 2_000_000_000n,
    commandTimeout: 5_000_000_000n,
    keepaliveTime: 2_000_000_000n,
    keepaliveTimeout: 6_000_000_000n,
    maxRequestBytes: 0n,
    maxRecvBytes: 0n,
    insecureTransport: true,
    insecureDiscovery: true,
    insecureSkipTlsVerify: false,
    cert: '',
    key: '',
    cacert: '',
    authJwtToken: '',
    user: '',
    password: '',
    discoverySrv: '',
    discoverySrvName: '',
    compat: 'auto',
  })
})

test('--debug lists the settings by name, without the words of secrets', () => {
  const args = ['--debug', '--user', 'root:pa:ss', '--password', 'secret', '--auth-jwt-token=t', '--endpoints', 'a,b']
  assert.deepEqual(listing('3.7', args), [
    'ETCDCTL_AUTH_JWT_TOKEN=***',
    'ETCDCTL_CACERT=',
    'ETCDCTL_CERT=',
    'ETCDCTL_CLUSTER=false',
    'ETCDCTL_COMMAND_TIMEOUT=5s',
    'ETCDCTL_DEBUG=true',
    'ETCDCTL_DIAL_TIMEOUT=2s',
    'ETCDCTL_DISCOVERY_SRV=',
    'ETCDCTL_DISCOVERY_SRV_NAME=',
    'ETCDCTL_ENDPOINTS=[a,b]',
    'ETCDCTL_HEX=false',
    'ETCDCTL_INSECURE_DISCOVERY=true',
    'ETCDCTL_INSECURE_SKIP_TLS_VERIFY=false',
    'ETCDCTL_INSECURE_TRANSPORT=true',
    'ETCDCTL_KEEPALIVE_TIME=2s',
    'ETCDCTL_KEEPALIVE_TIMEOUT=6s',
    'ETCDCTL_KEY=',
    'ETCDCTL_MAX_RECV_BYTES=0',
    'ETCDCTL_MAX_REQUEST_BYTES=0',
    'ETCDCTL_PASSWORD=***',
    'ETCDCTL_USER=root',
    'ETCDCTL_WRITE_OUT=simple',
  ])
})

test('--debug leaves out flags that the pinned release lacks, and adds the names of watch', () => {
  const names = (compat: string) => listing(compat, []).map((line) => line.replace(/=.*/, ''))
  assert.equal(names('3.5').length, 19)
  assert.equal(names('3.6').length, 21)
  assert.deepEqual(listing('3.4', [], ['watch-key', 'watch-range-end']).slice(-3), [
    'ETCDCTL_WATCH_KEY=',
    'ETCDCTL_WATCH_RANGE_END=',
    'ETCDCTL_WRITE_OUT=simple',
  ])
  assert.ok(listing('3.4', []).includes('ETCDCTL_PASSWORD='))
})
