import { command } from '../../app.ts'
import type { CallOptions, EtcdClient } from '../../client/client.ts'
import { RpcError } from '../../client/grpc/rpc-error.ts'
import { refuseArguments } from './no-arguments.ts'

export const authEnable = command({
  use: 'enable',
  long: 'There must be a user root. If it does not have the role root yet, the role is made and granted to it first.',
  examples: '  etcdctl user add root\n  etcdctl auth enable',
  run: async (app, args) => {
    refuseArguments('enable', args)
    const session = await app.open()
    await enable(await session.client(), session.call())
    await app.io.stdout.write('Authentication Enabled\n')
  },
})

/** A user root without the role root gets it first; all calls share one timeout. */
async function enable({ auth }: EtcdClient, call: CallOptions): Promise<void> {
  for (;;) {
    try {
      await auth.authEnable({}, call)
      return
    } catch (error) {
      if (!isRoleMissing(error)) throw error
    }
    await auth.roleAdd({ name: 'root' }, call)
    await auth.userGrantRole({ user: 'root', role: 'root' }, call)
  }
}

function isRoleMissing(error: unknown): boolean {
  return error instanceof RpcError && error.reason === 'rootRoleMissing'
}
