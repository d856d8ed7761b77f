import type { Session } from '../../app.ts'
import { CliError } from '../../cli/errors.ts'
import { atLeast, type Profile } from '../../cli/profile.ts'

export interface EndpointFlags {
  cluster: boolean
}

/** The endpoints to ask: those given, or with `--cluster` every client URL of every member, in the members' order. */
export async function chosenEndpoints(
  session: Session,
  flags: EndpointFlags,
  profile: Profile,
): Promise<readonly string[]> {
  if (!flags.cluster) return session.endpoints
  try {
    const client = await session.client()
    const linearizable = atLeast(profile, '3.5')
    const { members } = await client.cluster.memberList({ linearizable }, session.call())
    return members.flatMap((member) => member.clientURLs)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    const message = `failed to fetch endpoints from etcd cluster member list: ${error.message}`
    throw new CliError(message, undefined, { cause: error, remarks: error.remarks })
  }
}
