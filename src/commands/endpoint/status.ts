import { command } from '../../app.ts'
import { QuietExit } from '../../base/errors.ts'
import { askEndpoints } from './ask.ts'
import { chooseEndpoints } from './endpoints.ts'

export const endpointStatus = command({
  use: 'status',
  examples: '  etcdctl endpoint status --cluster -w table',
  run: async (app) => {
    const { session, endpoints } = await chooseEndpoints(app, 'endpointStatus')
    const { answers, errors, failures } = await askEndpoints(app, session, endpoints, 'status', async (client, call) =>
      client.maintenance.status({}, call),
    )
    await session.print(
      'endpointStatus',
      answers.map(({ endpoint, value }) => ({ endpoint, status: value })),
    )
    if (session.format === 'jsonl') await session.print('endpointFailure', failures)
    if (errors.length > 0) throw new QuietExit(1)
  },
})
