import { type App, command, type Session } from '../../app.ts'
import { argumentBytes } from '../../base/arguments.ts'
import { UsageError } from '../../base/errors.ts'
import { boolFlag } from '../../go/flags.ts'
import { patiently } from '../tell-waiting.ts'

export const userGet = command({
  use: 'get <user name> [options]',
  examples: '  etcdctl user get alice\n  etcdctl user get alice --detail',
  flags: [boolFlag('detail', 'also show the permissions of each role')],
  run: async (app, args, { detail }) => {
    const [name] = args
    if (name === undefined || args.length > 1) {
      throw new UsageError('user get command requires user name as its argument')
    }
    // a user without roles has details in every format (3.4 to 3.7)
    const session = await app.open(detail ? undefined : 'userGet', 'print')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) => client.auth.userGet({ name }, call))
    if (!detail) return session.print('userGet', { name, response })
    await app.io.stdout.write(argumentBytes(`User: ${name}\n`))
    return printRoles(app, session, response.roles)
  },
})

/** The lines between the roles are there in every format (3.4 to 3.7). */
async function printRoles(app: App, session: Session, roles: readonly string[]): Promise<void> {
  const client = await session.client()
  for (const role of roles) {
    await app.io.stdout.write('\n')
    const response = await patiently({ app, session, client }, (call) => client.auth.roleGet({ role }, call))
    await session.print('roleGet', { name: role, response })
  }
}
