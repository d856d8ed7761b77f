import { QuietExit } from '../../base/errors.ts'
import { boolFlag } from '../../go/flags.ts'
import { jsonProblem } from '../../go/json-problem.ts'
import { type V2Run, v2Action } from '../command.ts'
import { V2Failure, v2ExitCodes } from '../failure.ts'
import { untilInterrupted } from '../follow.ts'
import type { V2Client } from '../http/client.ts'
import { type Json, objectOf, parseJson, WrongKind } from '../json.ts'
import { textIn } from '../keys.ts'
import { listMembers, type Member } from '../members.ts'
import { isAtLeast, type V2Release } from '../release.ts'

const pauseMs = 10_000

export const clusterHealth = v2Action({
  args: ' ',
  flags: [boolFlag('forever', 'forever check the health every 10 second until CTRL+C', { shorthand: 'f' })],
  run: async (run, _args, { forever }) => {
    await checkTlsFiles(run)
    const client = await run.client()
    const members = await knownMembers(run, client)
    if (!forever) return check(run, client, members)
    await untilInterrupted(run, (signal) => checkForEver(run, client, members, signal))
  },
})

/** This command reads the TLS files before it looks at the endpoints, and fails as at a server (3.0 to 3.5). */
async function checkTlsFiles(run: V2Run): Promise<void> {
  const [{ tlsSetup }, { settingsFrom }] = await Promise.all([import('../http/tls-setup.ts'), import('../settings.ts')])
  try {
    await tlsSetup(settingsFrom(run))
  } catch (error) {
    if (!(error instanceof V2Failure)) throw error
    throw new V2Failure(error.message, { cause: error })
  }
}

async function knownMembers(run: V2Run, client: V2Client): Promise<readonly Member[]> {
  try {
    return await listMembers(client, { isUnbounded: true })
  } catch (error) {
    if (!(error instanceof V2Failure)) throw error
    await run.print('cluster may be unhealthy: failed to list members\n')
    const { message, details, remarks } = error
    throw new V2Failure(message, { cause: error, details, remarks })
  }
}

async function checkForEver(
  run: V2Run,
  client: V2Client,
  members: readonly Member[],
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await round(run, client, members)
    await run.print('\nnext check after 10 second...\n\n')
    const { setTimeout: sleep } = await import('node:timers/promises')
    await sleep(pauseMs, undefined, { signal })
  }
}

async function check(run: V2Run, client: V2Client, members: readonly Member[]): Promise<void> {
  const healthy = await round(run, client, members)
  if (isGood(run.release, healthy, members.length)) return
  throw new QuietExit(v2ExitCodes.notHealthy)
}

/** Prints a line a member and the verdict; resolves to how many are healthy. */
async function round(run: V2Run, client: V2Client, members: readonly Member[]): Promise<number> {
  let healthy = 0
  for (const each of members) {
    if (await isHealthy(run, client, each)) healthy++
  }
  await run.print(`cluster is ${verdict(run.release, healthy, members.length)}\n`)
  return healthy
}

function verdict(release: V2Release, healthy: number, count: number): string {
  if (isGood(release, healthy, count)) return 'healthy'
  if (!isAtLeast(release, '3.3')) return 'unhealthy'
  return healthy === 0 ? 'unavailable' : 'degraded'
}

/** 3.0 is content with one member that is healthy; since 3.3 all have to be, be there none. */
function isGood(release: V2Release, healthy: number, count: number): boolean {
  return isAtLeast(release, '3.3') ? healthy === count : healthy > 0
}

/** The first address that gives an answer decides. */
async function isHealthy({ io }: V2Run, client: V2Client, { id, clientUrls }: Member): Promise<boolean> {
  if (clientUrls.length === 0) {
    await io.stdout.write(`member ${id} is unreachable: no available published client urls\n`)
    return false
  }
  for (const url of clientUrls) {
    const asked = await askHealth(client, url)
    if (typeof asked === 'boolean') {
      const word = asked ? 'healthy' : 'unhealthy'
      await io.stdout.write(`member ${id} is ${word}: got ${word} result from ${url}\n`)
      return asked
    }
    await io.stdout.write(`failed to check the health of member ${id} on ${url}: ${asked}\n`)
  }
  await io.stdout.write(`member ${id} is unreachable: [${clientUrls.join(' ')}] are all unreachable\n`)
  return false
}

/** Whether the member says that it is healthy, whatever the status; the reason when it says nothing. */
async function askHealth(client: V2Client, url: string): Promise<boolean | string> {
  try {
    const answer = await client.sendTo(url, { method: 'GET', path: '/health' })
    const text = textIn(answer)
    return jsonProblem(text) ?? healthIn(parseJson(text))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Throws a WrongKind for what says nothing of health. */
function healthIn(json: Json): boolean {
  const health = objectOf(json, 'struct { Health bool }')?.health
  if (health === undefined || health === null || typeof health === 'string') return health === 'true'
  if (typeof health !== 'boolean') throw new WrongKind(health, 'bool')
  return health
}
