// Finds out which functions short commands run, and in which order: the compiler lays their code out one behind the other.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { playShortCommands } from './startup-runs.mjs'

const run = promisify(execFile)

/**
 * Runs the executable against servers of our own and writes its orders into `folder`; resolves to their paths. Where two of them differ,
 * the first one decides.
 */
export function recordOrders(executable, folder) {
  return playShortCommands(folder, async (words, name, variables) => {
    const file = join(folder, `order-${name}`)
    const env = { PATH: process.env.PATH, BUN_BYTECODE_ORDER_OUT: file, ...variables }
    await run(executable, words, { env, timeout: 60_000, killSignal: 'SIGKILL' })
    return file
  })
}
