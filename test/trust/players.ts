import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from '../../src/base/errors.ts'
import { type ClientSettings, openClient } from '../../src/client/client.ts'
import { parseEndpoint } from '../../src/client/connection/endpoints.ts'
import { RpcError } from '../../src/client/grpc/rpc-error.ts'
import { readTls } from '../../src/client/tls/read-tls.ts'
import { securityFor } from '../../src/client/tls/security.ts'
import { ourExecutable } from '../support/our-program.ts'
import { type CountingServer, startCountingServer } from './counting-server.ts'
import type { Scenario } from './scenario.ts'

/** What came of a meeting: `trusted` when the server got a call. */
export interface Outcome {
  readonly isTrusted: boolean
  /** What the client said of it. */
  readonly words: string
  /** It took as long as it was given. */
  readonly isLate: boolean
}

export interface Player {
  readonly name: string
  play(scenario: Scenario, folder: string): Promise<Outcome>
}

/** Far more than a refusal takes: whoever needs it waits for something that cannot come. */
const longMs = 60_000

function patienceMs({ isSilent }: Scenario): number {
  return isSilent === true ? 2000 : longMs
}

/** Our client in this process, which is what node runs, over one of its transports. */
export function ourClient(name: string, transport: NonNullable<ClientSettings['transport']>): Player {
  return {
    name,
    play: (scenario, folder) =>
      meet(scenario, folder, (server, files) => callInProcess(server, files, scenario, transport)),
  }
}

async function callInProcess(
  { endpoint }: CountingServer,
  { cacert, cert, key }: Files,
  scenario: Scenario,
  transport: NonNullable<ClientSettings['transport']>,
): Promise<string> {
  const flags = { cacert, cert, key, isForced: false, skipVerify: scenario.skipsVerification, serverName: '' }
  try {
    const client = await openClient({
      endpoints: [parseEndpoint(endpoint)],
      security: securityFor(readTls(flags), flags),
      login: undefined,
      dialTimeoutMs: longMs,
      keepaliveTimeMs: longMs,
      keepaliveTimeoutMs: longMs,
      maxSendBytes: 2 ** 20,
      maxReceiveBytes: 2 ** 20,
      apiVersion: '3.7',
      transport,
    })
    try {
      await client.kv.range({ key: Buffer.from('k') }, { deadlineMs: Date.now() + patienceMs(scenario) })
    } finally {
      client.close()
    }
    return ''
  } catch (error) {
    if (error instanceof RpcError) return error.details
    if (error instanceof CliError) return [...error.remarks, error.message].join('\n')
    return error instanceof Error ? error.message : String(error)
  }
}

/** Our executable, when there is one. */
export function ourExecutablePlayer(): Player | undefined {
  const path = ourExecutable('etcdctl')
  return existsSync(path) ? program('executable', path, false) : undefined
}

/** A real client; it tries again for ever, so that it is stopped as soon as it has refused the server once. */
export function realClient(version: string, path: string): Player {
  return program(version, path, true)
}

function program(name: string, path: string, isStopped: boolean): Player {
  return {
    name,
    play: (scenario, folder) =>
      meet(scenario, folder, (server, files) => run(path, server, files, scenario, isStopped)),
  }
}

async function run(
  path: string,
  server: CountingServer,
  files: Files,
  scenario: Scenario,
  isStopped: boolean,
): Promise<string> {
  const flags = [
    `--endpoints=${server.endpoint}`,
    `--command-timeout=${patienceMs(scenario)}ms`,
    `--cacert=${files.cacert}`,
  ]
  if (files.cert !== '') flags.push(`--cert=${files.cert}`, `--key=${files.key}`)
  if (scenario.skipsVerification) flags.push('--insecure-skip-tls-verify')
  const child = spawn(path, ['get', 'k', ...flags], {
    env: { PATH: process.env.PATH, ETCDCTL_API: '3' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  const closed = once(child, 'close')
  if (isStopped) void server.decided.then(() => server.calls === 0 && child.kill('SIGKILL'))
  await closed
  return Buffer.concat(said).toString().trim()
}

interface Files {
  readonly cacert: string
  readonly cert: string
  readonly key: string
}

/** Each meeting has a server and a folder of its own. */
async function meet(
  scenario: Scenario,
  folder: string,
  call: (server: CountingServer, files: Files) => Promise<string>,
): Promise<Outcome> {
  const place = mkdtempSync(join(folder, 'x'))
  const server = await startCountingServer(scenario, place)
  try {
    const files = writeFiles(scenario, place)
    const startMs = performance.now()
    const words = await call(server, files)
    return { isTrusted: server.calls > 0, words, isLate: performance.now() - startMs >= patienceMs(scenario) }
  } finally {
    server.close()
  }
}

function writeFiles({ roots, client }: Scenario, folder: string): Files {
  const save = (name: string, text: string | undefined): string => {
    if (text === undefined) return ''
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  return {
    cacert: save('ca.pem', `authorities\n${roots.map(({ cert }) => cert).join('')}`),
    cert: save('cert.pem', client?.cert),
    key: save('key.pem', client?.key),
  }
}
