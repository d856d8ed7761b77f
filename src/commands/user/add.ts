import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import type { Io } from '../../base/io.ts'
import { askNewPassword, readPassword } from '../../frame/prompt.ts'
import { boolFlag, stringFlag } from '../../go/flags.ts'
import type { AuthUserAddRequest } from '../../rpc/messages.ts'
import { patiently } from '../tell-waiting.ts'

export interface UserAddFlags {
  interactive: boolean
  newUserPassword: string
  noPassword: boolean
}

/** Asks for the password unless the command line gives it. Throws a UsageError. */
export async function userAddRequest(
  args: readonly string[],
  flags: UserAddFlags,
  io: Io,
): Promise<Partial<AuthUserAddRequest> & { name: string }> {
  const [name] = args
  if (name === undefined || args.length > 1) {
    throw new UsageError('user add command requires user name as its argument')
  }
  if (flags.noPassword) return { name, options: { noPassword: true } }
  const options = { noPassword: false }
  if (flags.newUserPassword !== '') return { name, password: flags.newUserPassword, options }
  const colon = name.indexOf(':')
  if (colon === 0) throw new UsageError('empty user name is not allowed')
  if (colon > 0) return { name: name.slice(0, colon), password: name.slice(colon + 1), options }
  const password = flags.interactive ? await askNewPassword(io, name) : await readPassword(io)
  return { name, password, options }
}

export const userAdd = command({
  use: 'add <user name or user:password> [options]',
  long: 'Asks for the password, twice, unless it comes with the name, by a flag or from standard input.',
  examples:
    '  etcdctl user add alice\n  etcdctl user add alice --interactive=false < password.txt\n  etcdctl user add node-1 --no-password',
  flags: [
    boolFlag('interactive', 'ask for the password; if false, read it from standard input without asking', {
      default: true,
    }),
    stringFlag('new-user-password', '', 'the password; others on this machine can see it while this runs'),
    boolFlag('no-password', 'a user without a password, who logs in with a client certificate only'),
  ],
  run: async (app, args, flags) => {
    const request = await userAddRequest(args, flags, app.io)
    const session = await app.open('authChange', 'call')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) => client.auth.userAdd(request, call))
    await session.print('authChange', { done: `User ${request.name} created`, response })
  },
})
