import { bunRuntime } from '../bun-runtime.ts'
import { runEtcdctl } from '../etcdctl.ts'

/** A command that runs for longer than this is worth being compiled to machine code in earnest. */
const shortRunMs = 30

setTimeout(() => bunRuntime()?.unsafe.setJITPolicy(1), shortRunMs).unref()

// a connection that is still being made must not keep the process
void runEtcdctl(process.argv.slice(2)).then(() => process.exit())
