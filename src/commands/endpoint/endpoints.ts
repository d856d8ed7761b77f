import type { App, Session } from '../../app.ts'
import { CliError, EmptyOption, exitCodes } from '../../base/errors.ts'
import { atLeast, type Profile } from '../../base/release.ts'
import type { EtcdClient } from '../../client/client.ts'
import type { ResultKind } from '../../render/results.ts'
import { clusterFlag } from './cluster-flag.ts'

export interface Chosen {
  readonly session: Session
  /** The endpoints to ask: those given, or with `--cluster` every client URL of every member, in the members' order. */
  readonly endpoints: readonly string[]
}

/**
 * Opens the session and finds out which endpoints to ask. Without a kind any format will do. `isForCluster` is asked once the
 * environment has been read.
 */
export async function chooseEndpoints(
  app: App,
  kind: ResultKind | undefined,
  isForCluster: () => boolean = () => app.valueOf(clusterFlag),
): Promise<Chosen> {
  try {
    const session = await app.open(kind, 'print')
    if (!isForCluster()) return { session, endpoints: session.endpoints }
    const client = await session.client()
    return { session, endpoints: await memberUrls(session, client, app.profile) }
  } catch (error) {
    if (isForCluster() && error instanceof CliError && isPlainFailure(error, kind, app.profile)) {
      throw error.restated({ exitCode: exitCodes.error })
    }
    throw error
  }
}

/** With `--cluster` a client that cannot be made counts as any error: in `health` always, in the others since 3.6. */
function isPlainFailure(error: CliError, kind: ResultKind | undefined, profile: Profile): boolean {
  if (error instanceof EmptyOption) return false
  const isClientFailure = error.exitCode === exitCodes.badConnection || error.exitCode === exitCodes.badArguments
  return isClientFailure && (kind === 'endpointHealth' || atLeast(profile, '3.6'))
}

async function memberUrls(session: Session, client: EtcdClient, profile: Profile): Promise<readonly string[]> {
  try {
    const linearizable = atLeast(profile, '3.5')
    const { members } = await client.cluster.memberList({ linearizable }, session.call())
    return members.flatMap((member) => member.clientURLs)
  } catch (error) {
    if (!(error instanceof CliError) || error.exitCode === exitCodes.badConnection) throw error
    const message = `failed to fetch endpoints from etcd cluster member list: ${error.message}`
    throw error.restated({ exitCode: exitCodes.error, message })
  }
}
