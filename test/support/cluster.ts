import { type ChildProcess, execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { atExit } from './at-exit.ts'
import { type Certificates, createCertificates, type IdentityFiles } from './certificates.ts'
import type { EtcdBinaries } from './etcd-binaries.ts'
import { endProcess, hasEnded, startProcess } from './etcd-process.ts'
import { getJson } from './get-json.ts'
import { freePort } from './ports.ts'

const run = promisify(execFile)
const startTimeoutMs = 120_000
const attempts = 3

export type TlsMode = 'none' | 'server' | 'mutual'

export interface ClusterOptions {
  readonly binaries: EtcdBinaries
  /** Number of members, 1 by default. */
  readonly size?: number
  /** `server`: clients check the server; `mutual`: the server checks clients too. Peers then use TLS both ways. */
  readonly tls?: TlsMode
  /** Which certificate the members serve with, `server` by default. */
  readonly serve?: (certificates: Certificates) => IdentityFiles
  /** One 127.0.0.x address a member, in place of 127.0.0.1 for all. */
  readonly distinctHosts?: boolean
  /** The client port, if it is free on the member's address. */
  readonly clientPort?: number
  readonly etcdArgs?: readonly string[]
  /** Leaves the members running when this process ends; `close` still stops them. */
  readonly detached?: boolean
}

export interface Member {
  readonly name: string
  readonly host: string
  readonly clientPort: number
  /** `host:port`, as etcdctl takes it. */
  readonly endpoint: string
  readonly clientUrl: string
  readonly peerUrl: string
  readonly dataDir: string
  readonly logFile: string
}

/**
 * Real etcd members on loopback, in a temporary folder. Members die with this process. Two starts on the same ports
 * (`reset`) have the same cluster and member ids, for those are hashes of peer addresses and token.
 */
export class Cluster {
  readonly folder: string
  readonly members: readonly Member[]
  readonly certificates: Certificates | undefined
  private readonly options: ClusterOptions
  private readonly processes = new Map<Member, ChildProcess>()
  private keepFolder: () => void = () => undefined

  constructor(options: ClusterOptions, folder: string, members: readonly Member[]) {
    this.options = options
    this.folder = folder
    this.members = members
    if (!options.detached)
      this.keepFolder = atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
    this.certificates = tlsOf(options) === 'none' ? undefined : createCertificates(join(folder, 'certificates'))
  }

  get endpoints(): string[] {
    return this.members.map((member) => member.endpoint)
  }

  /** The member at `index`; throws when there is none. */
  member(index: number): Member {
    const member = this.members[index]
    if (member === undefined) throw new Error(`no member ${index}`)
    return member
  }

  /** Process ids of the members that run. */
  get processIds(): number[] {
    return [...this.processes.values()].flatMap((child) => (hasEnded(child) ? [] : (child.pid ?? [])))
  }

  /** Ends a member with SIGKILL. */
  async kill(member: Member): Promise<void> {
    await endProcess(this.process(member), 'SIGKILL')
  }

  /** Ends a member with SIGTERM, in good order. */
  async stop(member: Member): Promise<void> {
    await endProcess(this.process(member), 'SIGTERM')
  }

  /** Starts a stopped or killed member on its data again; returns when it is healthy, or answers if there is no quorum. */
  async restart(member: Member): Promise<void> {
    this.launch(member, 'existing')
    await this.whenReady(member, this.processIds.length * 2 > this.members.length)
  }

  /** Freezes a member: its connections stay open, nothing answers. */
  pause(member: Member): void {
    this.process(member).kill('SIGSTOP')
  }

  resume(member: Member): void {
    this.process(member).kill('SIGCONT')
  }

  /** Starts all members at once on what their data folders hold; returns when all are healthy. */
  async start(): Promise<void> {
    for (const member of this.members) this.launch(member, 'new')
    await Promise.all(this.members.map((member) => this.whenReady(member, true)))
  }

  /** The same cluster, ids and ports, with no data. */
  async reset(): Promise<void> {
    await this.killAll()
    await Promise.all(this.members.map((member) => rm(member.dataDir, { recursive: true, force: true })))
    await this.start()
  }

  /** Moves the leadership to `member`. */
  async makeLeader(member: Member): Promise<void> {
    const deadline = Date.now() + startTimeoutMs
    while (Date.now() < deadline) {
      const statuses = await this.statuses()
      const id = statuses.get(member.endpoint)?.id
      const leader = this.members.find((candidate) => statuses.get(candidate.endpoint)?.isLeader)
      if (leader === member && [...statuses.values()].every((status) => status.leader === id)) return
      if (leader !== undefined && leader !== member && id !== undefined) await this.moveLeader(leader, id)
      await sleep(20)
    }
    throw new Error(`${member.name} did not become leader`)
  }

  /** Runs the release's own etcdctl against all members; throws unless it exits with 0. */
  async etcdctl(...args: string[]): Promise<string> {
    return (await run(this.options.binaries.etcdctl, [...this.clientFlags(), ...args], { env: {} })).stdout
  }

  /** `--endpoints` and, with TLS, the flags for the certificates. */
  clientFlags(endpoints: readonly string[] = this.members.map((member) => member.clientUrl)): string[] {
    const flags = [`--endpoints=${endpoints.join(',')}`]
    if (this.certificates === undefined) return flags
    const { ca, client } = this.certificates
    return [...flags, `--cacert=${ca}`, `--cert=${client.cert}`, `--key=${client.key}`]
  }

  /** Kills every member and removes the folder. */
  async close(): Promise<void> {
    await this.killAll()
    this.keepFolder()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  private process(member: Member): ChildProcess {
    const child = this.processes.get(member)
    if (child === undefined) throw new Error(`${member.name} was never started`)
    return child
  }

  private async killAll(): Promise<void> {
    await Promise.all([...this.processes.values()].map((child) => endProcess(child, 'SIGKILL')))
  }

  private launch(member: Member, state: 'new' | 'existing'): void {
    const args = [
      ...memberFlags(member, this.members, state),
      ...this.newerFlags(),
      ...this.timing(),
      ...this.tlsFlags(),
    ]
    const options = { logFile: member.logFile, detached: this.options.detached ?? false }
    const all = [...args, ...(this.options.etcdArgs ?? [])]
    this.processes.set(member, startProcess(this.options.binaries.etcd, all, options))
  }

  /** What 3.3 does not know yet. */
  private newerFlags(): string[] {
    return /^3\.[0-3]$/.test(this.options.binaries.release) ? [] : ['--logger=zap', '--unsafe-no-fsync']
  }

  /** One member elects itself at once; several need room for a busy machine. */
  private timing(): string[] {
    return this.members.length === 1
      ? ['--heartbeat-interval=10', '--election-timeout=100']
      : ['--heartbeat-interval=100', '--election-timeout=600']
  }

  private tlsFlags(): string[] {
    if (this.certificates === undefined) return []
    const { ca, server } = this.certificates
    const served = this.options.serve?.(this.certificates) ?? server
    const flags = [`--cert-file=${served.cert}`, `--key-file=${served.key}`, '--peer-client-cert-auth']
    flags.push(`--peer-cert-file=${server.cert}`, `--peer-key-file=${server.key}`, `--peer-trusted-ca-file=${ca}`)
    return tlsOf(this.options) === 'mutual' ? [...flags, '--client-cert-auth', `--trusted-ca-file=${ca}`] : flags
  }

  /** Ready: the versions are decided, and then a health check, which in 3.4 adds to the log and so comes last, passes. */
  private async whenReady(member: Member, checkHealth: boolean): Promise<void> {
    const { release } = this.options.binaries
    const isDecided = (body: Record<string, unknown>) => {
      return body.etcdcluster === `${release}.0` && body.storage !== 'unknown'
    }
    await this.poll(member, '/version', (body) => !checkHealth || isDecided(body))
    if (checkHealth) await this.poll(member, '/health', (body) => body.health === 'true')
  }

  private async poll(member: Member, path: string, accept: (body: Record<string, unknown>) => boolean): Promise<void> {
    const deadline = Date.now() + startTimeoutMs
    while (Date.now() < deadline) {
      if (hasEnded(this.process(member))) throw new StartError(member, await lastLines(member.logFile))
      const body = await getJson(member.clientUrl + path, this.certificates)
      if (body !== undefined && accept(body)) return
      await sleep(20)
    }
    throw new Error(`${member.name}: ${path} not as wanted in ${startTimeoutMs} ms\n${await lastLines(member.logFile)}`)
  }

  private async statuses(): Promise<Map<string, { id: string; leader: string; isLeader: boolean }>> {
    const fields = await this.etcdctl('endpoint', 'status', '-w', 'fields')
    const statuses = fields.split('\n\n').flatMap((block) => {
      const id = /^"MemberID" : (\d+)$/m.exec(block)?.[1]
      const leader = /^"Leader" : (\d+)$/m.exec(block)?.[1]
      const url = /^"Endpoint" : "(.*)"$/m.exec(block)?.[1]
      const member = this.members.find((candidate) => candidate.clientUrl === url)
      if (id === undefined || leader === undefined || member === undefined) return []
      return [[member.endpoint, { id, leader, isLeader: leader === id }] as const]
    })
    return new Map(statuses)
  }

  private async moveLeader(leader: Member, id: string): Promise<void> {
    const flags = this.clientFlags([leader.clientUrl])
    const target = BigInt(id).toString(16)
    await run(this.options.binaries.etcdctl, [...flags, 'move-leader', target], { env: {} }).catch(() => undefined)
  }
}

class StartError extends Error {
  readonly portTaken: boolean

  constructor(member: Member, log: string) {
    super(`${member.name} ended at start:\n${log}`)
    this.portTaken = log.includes('address already in use')
  }
}

/** Starts a cluster on free ports; when another process took one in the meantime, tries again on others. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  for (let attempt = 1; ; attempt += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'etcdctl-ts-'))
    const cluster = new Cluster(options, folder, await planMembers(options, folder))
    try {
      await mkdir(join(folder, 'log'))
      await cluster.start()
      return cluster
    } catch (error) {
      await cluster.close()
      if (!(error instanceof StartError && error.portTaken) || attempt === attempts) throw error
    }
  }
}

async function planMembers(options: ClusterOptions, folder: string): Promise<Member[]> {
  const scheme = tlsOf(options) === 'none' ? 'http' : 'https'
  const members: Member[] = []
  for (let index = 1; index <= (options.size ?? 1); index += 1) {
    const host = options.distinctHosts ? `127.0.0.${index}` : '127.0.0.1'
    const clientPort = await freePort(host, options.clientPort)
    const endpoint = `${host}:${clientPort}`
    const name = `m${index}`
    members.push({
      name,
      host,
      clientPort,
      endpoint,
      clientUrl: `${scheme}://${endpoint}`,
      peerUrl: `${scheme}://${host}:${await freePort(host)}`,
      dataDir: join(folder, name),
      logFile: join(folder, 'log', `${name}.log`),
    })
  }
  return members
}

function memberFlags(member: Member, members: readonly Member[], state: 'new' | 'existing'): string[] {
  return [
    `--name=${member.name}`,
    `--data-dir=${member.dataDir}`,
    `--listen-client-urls=${member.clientUrl}`,
    `--advertise-client-urls=${member.clientUrl}`,
    `--listen-peer-urls=${member.peerUrl}`,
    `--initial-advertise-peer-urls=${member.peerUrl}`,
    `--initial-cluster=${members.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(',')}`,
    `--initial-cluster-state=${state}`,
    '--initial-cluster-token=etcdctl-ts',
  ]
}

function tlsOf(options: ClusterOptions): TlsMode {
  return options.tls ?? 'none'
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-8).join('\n')
}
