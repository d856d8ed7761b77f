import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'

/** Why a test that needs locks is left out; false when it need not be. */
export const withoutFlock = spawnSync('flock', ['--version']).status === 0 ? false : 'no flock program here'

/** Another program that holds the lock of a file, as a server does, until the function is called. */
export async function holdLock(context: TestContext, path: string, flag: '-x' | '-s'): Promise<() => Promise<void>> {
  const child = spawn('flock', [flag, path, 'sh', '-c', 'echo; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] })
  context.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
}
