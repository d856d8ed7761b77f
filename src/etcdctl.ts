import { recoverArguments } from './cli/arguments.ts'
import { leave, processIo } from './cli/io.ts'
import { main } from './main.ts'

/** grpc-js reads the proxy variables in small letters only, and would fall back to `http_proxy`, which Go never uses. */
function spellProxyVariables(): void {
  const { env } = process
  const proxy = env.HTTPS_PROXY ?? env.https_proxy
  if (proxy === undefined || proxy === '') return
  env.grpc_proxy = proxy
  env.no_grpc_proxy ??= env.NO_PROXY ?? env.no_proxy ?? ''
}

/** Runs the process as etcdctl; `argv` are the arguments after the program's name. */
export async function runEtcdctl(argv: readonly string[]): Promise<void> {
  spellProxyVariables()
  // should nothing be left to wait for before the command has ended, that is no success
  leave(1)
  leave(await main(processIo(await recoverArguments(argv))))
}
