import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { startFakeServer } from '../support/fake-server.ts'
import { runCli } from '../support/run-cli.ts'

/** `[command line, exit code, the text after "Error: "]` */
export type Refusal = readonly [args: readonly string[], code: number, message: string]

/** Each command line is refused with the exact words and code, prints nothing else, and sends nothing. */
export async function assertRefused(t: TestContext, refusals: readonly Refusal[]): Promise<void> {
  const server = await startFakeServer(t)
  for (const [args, code, message] of refusals) {
    const run = await runCli([...args, '--endpoints', server.endpoint])
    assert.deepEqual(run, { code, stdout: '', stderr: `Error: ${message}\n` }, args.join(' '))
  }
  assert.equal(server.connections, 0)
}
