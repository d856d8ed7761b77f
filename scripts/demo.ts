/**
 * A guided session with bin/etcdctl on three real etcd members under mutual TLS.
 * `--keep` leaves the members running and tells how to talk to them and how to stop them. `--api 2` plays the session of the tutorials
 * of the v2 API instead, without TLS and with it.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type Cluster, startCluster } from '../test/support/cluster.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../test/support/etcd-binaries.ts'
import { freePort } from '../test/support/ports.ts'
import { playMembersAndKeys, playOverTls, v2Environment } from './v2-session.ts'

const bin = join(import.meta.dirname, '..', 'bin')
const hosts = ['127.0.0.1', '127.0.0.2', '127.0.0.3']
const usualPort = 2379

const session = [
  'etcdctl version',
  `for ip in \${NODE_IPS}; do etcdctl --endpoints=https://\${ip}:\${PORT} endpoint health; done`,
  'etcdctl --endpoints=$ENDPOINTS member list -w table',
  `for ip in \${NODE_IPS}; do etcdctl --endpoints=https://\${ip}:\${PORT} endpoint status -w table; done`,
  'etcdctl --endpoints=$ENDPOINTS endpoint status --cluster -w table',
  'etcdctl --endpoints=$ENDPOINTS endpoint hashkv --cluster',
  'etcdctl --endpoints=$ENDPOINTS put /registry/pods/web-1 running',
  'etcdctl --endpoints=$ENDPOINTS put /registry/pods/web-2 pending',
  "echo -n 'a value from standard input' | etcdctl --endpoints=$ENDPOINTS put /registry/notes/1",
  'etcdctl --endpoints=$ENDPOINTS get /registry/pods/web-1',
  'etcdctl --endpoints=$ENDPOINTS get /registry/pods/web-1 -w json',
  'etcdctl --endpoints=$ENDPOINTS get / --prefix --keys-only | grep pods',
  'etcdctl --endpoints=$ENDPOINTS get /registry/pods/ --prefix --print-value-only',
  'etcdctl --endpoints=$ENDPOINTS del /registry/pods/web-2 --prev-kv',
  'etcdctl --endpoints=$ENDPOINTS del / --prefix',
]

const whatNext = `
# What to do next:
#   npm run demo -- --keep        leaves such a cluster running for you
#   export PATH="${bin}:$PATH"    puts etcdctl and etcdutl on your path; then: etcdctl help
#   npm install --global "$(npm pack --silent)"    installs them
#   npm run package               makes one file of both that needs no Node`

process.exitCode = await (asksForV2(process.argv) ? mainV2() : main(process.argv.includes('--keep')))

function asksForV2(words: readonly string[]): boolean {
  return words.includes('--api=2') || words[words.indexOf('--api') + 1] === '2'
}

async function mainV2(): Promise<number> {
  const { binaries, reasons } = await findEtcdBinaries()
  const last = binaries.filter(({ release }) => release === '3.4').at(-1)
  if (last === undefined) {
    console.error(howToGetEtcd(reasons))
    return 1
  }
  const options = { binaries: last, size: 3, etcdArgs: ['--enable-v2=true'] }
  let failed = 0
  for (const tls of ['none', 'mutual'] as const) {
    const cluster = await startCluster({ ...options, tls })
    try {
      const env = v2Environment(cluster)
      console.log(
        `\n# three members of etcd ${last.version} with --enable-v2, ${tls === 'none' ? 'without' : 'mutual'} TLS`,
      )
      for (const [name, value] of Object.entries(env)) console.log(`$ export ${name}="${value}"`)
      const session = tls === 'none' ? playMembersAndKeys : playOverTls
      await session(cluster, async (command) => {
        const { code, output } = playAndRead(command, env)
        failed += Number(code !== 0)
        return output
      })
    } finally {
      await cluster.close()
    }
  }
  if (failed > 0) console.error(`\n${failed} commands failed`)
  return failed === 0 ? 0 : 1
}

/** Shows what a command prints, and returns it. */
function playAndRead(command: string, env: Record<string, string>): { readonly code: number; readonly output: string } {
  console.log(`\n$ ${command}`)
  const { status, stdout } = spawnSync('bash', ['-c', command], {
    stdio: ['inherit', 'pipe', 'inherit'],
    env: environmentOf(env),
    encoding: 'utf8',
  })
  process.stdout.write(stdout)
  return { code: status ?? 1, output: stdout }
}

async function main(keep: boolean): Promise<number> {
  const { binaries, reasons } = await findEtcdBinaries()
  const newest = binaries.at(-1)
  if (newest === undefined) {
    console.error(howToGetEtcd(reasons))
    return 1
  }
  const cluster = await startDemo(newest, keep)
  try {
    const env = environment(cluster)
    console.log(`# three members of etcd ${newest.version}, mutual TLS, in ${cluster.folder}`)
    for (const [name, value] of Object.entries(env)) console.log(`$ export ${name}="${value}"`)
    const failed = session.map((command) => play(command, env)).filter((code) => code !== 0).length
    if (failed > 0) console.error(`\n${failed} of ${session.length} commands failed`)
    console.log(keep ? howToGoOn(cluster, env) : whatNext)
    return failed === 0 ? 0 : 1
  } finally {
    if (!keep) await cluster.close()
  }
}

async function startDemo(binaries: EtcdBinaries, detached: boolean): Promise<Cluster> {
  const clientPort = await commonPort(usualPort)
  return startCluster({ binaries, size: 3, tls: 'mutual', distinctHosts: true, clientPort, detached })
}

/** A port that is free on every host, so that one loop over the hosts reaches all members. */
async function commonPort(preferred?: number): Promise<number> {
  const [first, ...others] = hosts
  const port = await freePort(first, preferred)
  for (const host of others) {
    if ((await freePort(host, port)) !== port) return commonPort()
  }
  return port
}

function environment(cluster: Cluster): Record<string, string> {
  const { certificates } = cluster
  if (certificates === undefined) throw new Error('the demo runs with TLS')
  return {
    NODE_IPS: hosts.join(' '),
    PORT: String(cluster.member(0).clientPort),
    ENDPOINTS: cluster.members.map((member) => member.clientUrl).join(','),
    ETCDCTL_CACERT: certificates.ca,
    ETCDCTL_CERT: certificates.client.cert,
    ETCDCTL_KEY: certificates.client.key,
  }
}

function play(command: string, env: Record<string, string>): number {
  console.log(`\n$ ${command}`)
  const run = spawnSync('bash', ['-o', 'pipefail', '-c', command], { stdio: 'inherit', env: environmentOf(env) })
  return run.status ?? 1
}

function environmentOf(env: Record<string, string>): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('ETCDCTL_'))
  return { ...Object.fromEntries(inherited), ...env, PATH: `${bin}:${process.env.PATH}` }
}

function howToGoOn(cluster: Cluster, env: Record<string, string>): string {
  const exports = Object.entries({ ...env, PATH: `${bin}:$PATH` }).map(([name, value]) => `export ${name}="${value}"`)
  return [
    '\n# The members keep running. Paste this into a shell to go on:',
    ...exports,
    '\n# To stop them:',
    `kill -KILL ${cluster.processIds.join(' ')}; rm -r ${cluster.folder}`,
  ].join('\n')
}

function howToGetEtcd(reasons: readonly string[]): string {
  return [
    'No etcd server was found. To get one, do one of these:',
    "  - install your system's packages: apt-get install etcd-server etcd-client",
    '  - or set ETCD_BINARIES to a folder that holds etcd and etcdctl (or has subfolders that do), such as an',
    '    unpacked release archive: ETCD_BINARIES=/path/to/etcd-v3.6.14-linux-amd64 npm run demo',
    'What was tried:',
    ...reasons.map((reason) => `  - ${reason}`),
  ].join('\n')
}
