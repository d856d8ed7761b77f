import { offlineMain } from './etcdutl/main.ts'
import { leave, processIo } from './runtime/process.ts'

/** Runs the process as etcdutl; `argv` are the arguments after the program's name. */
export async function runEtcdutl(argv: readonly string[]): Promise<void> {
  // should nothing be left to wait for before the command has ended, that is no success
  leave(1)
  leave(await offlineMain(await processIo(argv)))
}
