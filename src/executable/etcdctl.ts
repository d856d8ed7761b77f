import { runEtcdctl } from '../etcdctl.ts'

// a connection that is still being made must not keep the process
void runEtcdctl(process.argv.slice(2)).then(() => process.exit())
