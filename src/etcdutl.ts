import { leave, processIo } from './cli/io.ts'

/** Runs the process as etcdutl. */
export async function runEtcdutl(argv: readonly string[]): Promise<void> {
  const { stderr } = processIo(argv)
  await stderr.write('Error: etcdutl is not part of this version yet\n')
  leave(1)
}
