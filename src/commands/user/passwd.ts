import { Command } from 'commander'
import type { App } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { boolFlag } from '../../frame/flags.ts'
import { askNewPassword, readPassword } from '../../frame/prompt.ts'
import { patiently } from '../tell-waiting.ts'

interface PasswdFlags {
  interactive: boolean
}

export function userPasswdCommand(app: App): Command {
  return new Command('passwd')
    .addOption(
      boolFlag('interactive', 'ask for the password; if false, read it from standard input without asking', {
        default: true,
      }),
    )
    .action(async (args: string[], flags: PasswdFlags) => {
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
    })
}
