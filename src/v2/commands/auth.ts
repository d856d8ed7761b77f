import { askAuth, noArguments } from '../auth.ts'
import { type V2Command, v2Command } from '../command.ts'
import { barely } from '../failure.ts'

function change(name: 'enable' | 'disable', method: 'PUT' | 'DELETE', done: string): V2Command {
  return v2Command({
    name,
    summary: `${name} auth access controls`,
    args: ' ',
    run: (run, args) =>
      barely(async () => {
        noArguments(args)
        await askAuth(run, { method, path: '/enable' }, [200, 201])
        await run.print(`Authentication ${done}\n`)
      }),
  })
}

export const auth: readonly V2Command[] = [change('enable', 'PUT', 'Enabled'), change('disable', 'DELETE', 'Disabled')]
