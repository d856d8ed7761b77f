import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { askNewPassword, readPassword } from '../../frame/prompt.ts'
import { boolFlag } from '../../go/flags.ts'
import { patiently } from '../tell-waiting.ts'

export const userPasswd = command({
  use: 'passwd <user name> [options]',
  long: 'Asks for the new password, twice, unless it comes from standard input.',
  examples: '  etcdctl user passwd alice\n  etcdctl user passwd alice --interactive=false < password.txt',
  flags: [
    boolFlag('interactive', 'ask for the password; if false, read it from standard input without asking', {
      default: true,
    }),
  ],
  run: async (app, args, flags) => {
    const [name] = args
    if (name === undefined || args.length > 1) {
      throw new UsageError('user passwd command requires user name as its argument')
    }
    const password = flags.interactive ? await askNewPassword(app.io, name) : await readPassword(app.io)
    const session = await app.open('authChange', 'call')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) =>
      client.auth.userChangePassword({ name, password }, call),
    )
    await session.print('authChange', { done: 'Password updated', response })
  },
})
