import { runEtcdutl } from '../etcdutl.ts'

void runEtcdutl(process.argv.slice(2)).then(() => process.exit())
