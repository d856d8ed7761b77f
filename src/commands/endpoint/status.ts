import { Command } from 'commander'
import type { App } from '../../app.ts'
import { QuietExit } from '../../base/errors.ts'
import { askEndpoints } from './ask.ts'
import { chooseEndpoints, type EndpointFlags } from './endpoints.ts'

export function endpointStatusCommand(app: App): Command {
  return new Command('status').action(async (_args: string[], flags: EndpointFlags) => {
    const { session, endpoints } = await chooseEndpoints(app, 'endpointStatus', flags)
    const { answers, errors } = await askEndpoints(app, session, endpoints, 'status', async (client, call) =>
      client.maintenance.status({}, call),
    )
    await session.print(
      'endpointStatus',
      answers.map(({ endpoint, value }) => ({ endpoint, status: value })),
    )
    if (errors.length > 0) throw new QuietExit(1)
  })
}
