import process from 'node:process'
import type { EtcdClient } from '../../src/client/client.ts'
import { openPlainClient } from '../client/open.ts'

/** What the parent wants to be played. */
export interface PlayerJob {
  readonly id: number
  readonly endpoint: string
  readonly command: string
  readonly timeoutMs: number
  readonly transport: 'http2' | 'grpc-js'
}

export interface PlayerResult {
  readonly id: number
  readonly isOk: boolean
  /** What is printed, or the error's message. */
  readonly text: string
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

async function print(client: EtcdClient, { command, timeoutMs }: PlayerJob): Promise<string> {
  const call = { deadlineMs: Date.now() + timeoutMs }
  const key = Buffer.from('k')
  if (command === 'put') {
    await client.kv.put({ key, value: Buffer.from('v') }, call)
    return 'OK\n'
  }
  if (command !== 'get') throw new Error(`no ${command} here`)
  const { kvs } = await client.kv.range({ key }, call)
  return kvs.map((pair) => `${text(pair.key)}\n${text(pair.value)}\n`).join('')
}

async function play(job: PlayerJob): Promise<PlayerResult> {
  const done = (isOk: boolean, said: string): PlayerResult => ({ id: job.id, isOk, text: said })
  const client = await openPlainClient([job.endpoint], { transport: job.transport })
  try {
    return done(true, await print(client, job))
  } catch (error) {
    return done(false, error instanceof Error ? error.message : String(error))
  } finally {
    client.close()
  }
}

process.on('message', (job: PlayerJob) => {
  void play(job).then((result) => process.send?.(result))
})
process.on('disconnect', () => process.exit(0))
