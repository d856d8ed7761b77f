import { TransportFailure, V2Failure, v2ExitCodes } from '../failure.ts'
import { type EndpointUrl, parseUrl, urlText } from './endpoint-url.ts'
import type { Transport } from './transport.ts'

/**
 * Asks the endpoints in turn, without a time limit, for the list that etcd 0.4 kept, as 3.0 does after a sync that failed. No etcd 3 has
 * one: then the list is one empty endpoint. Throws a V2Failure.
 */
export async function askPeers(endpoints: readonly EndpointUrl[], transport: Transport): Promise<EndpointUrl[]> {
  let failure: TransportFailure | undefined
  let body: Uint8Array = new Uint8Array()
  for (const endpoint of endpoints) {
    const answer = await peersOf(endpoint, transport)
    failure = answer instanceof TransportFailure ? answer : undefined
    if (answer instanceof TransportFailure || answer === undefined) continue
    body = answer
    break
  }
  if (failure !== undefined) throw ending(failure.message, failure.isConnection)
  try {
    return Buffer.from(body).toString('utf8').split(', ').map(parseUrl)
  } catch (error) {
    throw ending(error instanceof Error ? error.message : String(error), false)
  }
}

function ending(message: string, isConnection: boolean): V2Failure {
  return new V2Failure(message, { exitCode: isConnection ? v2ExitCodes.badConnection : v2ExitCodes.serverError })
}

/** Undefined for an answer that is not 200. */
async function peersOf(
  endpoint: EndpointUrl,
  transport: Transport,
): Promise<Uint8Array | TransportFailure | undefined> {
  try {
    const url = parseUrl(`${urlText(endpoint)}/v2/peers`)
    const request = { method: 'GET', url, host: url.host, headers: [], body: undefined }
    const { signal } = new AbortController()
    const { status, body } = await transport.roundTrip(request, { signal, onHead: () => undefined })
    return status === 200 ? body : undefined
  } catch (error) {
    if (error instanceof TransportFailure) return error
    throw error
  }
}
