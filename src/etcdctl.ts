import { main } from './main.ts'
import { leave, processIo } from './runtime/process.ts'

/** Runs the process as etcdctl; `argv` are the arguments after the program's name. */
export async function runEtcdctl(argv: readonly string[]): Promise<void> {
  // should nothing be left to wait for before the command has ended, that is no success
  leave(1)
  leave(await main(await processIo(argv)))
}
