import { runEtcdctl } from '../etcdctl.ts'
import { runtime } from '../runtime/current.ts'
import { programOf } from './program-of.ts'

const { name, args } = programOf(process.argv.slice(2), process.argv0, () => process.execPath)

// a connection that is still being made must not keep the process
void (name === 'etcdutl' ? runOffline() : runEtcdctl(args)).then(() => process.exit())

/** It reads whole files, for which machine code pays; the executable otherwise makes it late, for the sake of short commands. */
async function runOffline(): Promise<void> {
  runtime.compileEarly()
  const { runEtcdutl } = await import('../etcdutl.ts')
  await runEtcdutl(args)
}
