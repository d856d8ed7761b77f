import { leaseIdText } from '../base/lease-id.ts'
import { quote } from '../go/quote.ts'
import { encode } from '../rpc/codec.ts'
import { leaseRevokeResponseType, responseHeaderType } from '../rpc/fields.ts'
import type { ResponseHeader } from '../rpc/messages.ts'
import { field, header, leaseText } from './field-lines.ts'
import { type JsonValue, toJson } from './json-writer.ts'
import { messageToJson, messageToValue } from './message-json.ts'
import type { Chunk, LeaseResults, LeaseTimes, RendererOf } from './results.ts'

export const leaseSimple: RendererOf<LeaseResults> = {
  leaseGrant: ({ ID, TTL }) => [`lease ${leaseIdText(ID)} granted with TTL(${TTL}s)\n`],
  leaseRevoke: ({ id }) => [`lease ${leaseIdText(id)} revoked\n`],
  leaseKeepAlive: ({ ID, TTL }) => [`lease ${leaseIdText(ID)} keepalived with TTL(${TTL})\n`],
  leaseTimeToLive: times,
  leaseList: ({ leases }) => [`found ${leases.length} leases\n`, ...leases.map(({ ID }) => `${leaseIdText(ID)}\n`)],
}

function* times({ response, hasKeys }: LeaseTimes): Generator<Chunk> {
  const { ID, TTL, grantedTTL, keys } = response
  if (grantedTTL === 0n && TTL === -1n) {
    yield `lease ${leaseIdText(ID)} already expired\n`
    return
  }
  yield `lease ${leaseIdText(ID)} granted with TTL(${grantedTTL}s), remaining(${TTL}s)`
  if (hasKeys) yield ', attached keys(['
  for (const [index, key] of keys.entries()) {
    if (index > 0) yield ' '
    yield key
  }
  yield hasKeys ? '])\n' : '\n'
}

/** The header's fields stand at the top, before the lease's own (3.4 to 3.7). */
export const leaseJson: RendererOf<LeaseResults> = {
  leaseGrant: ({ header, ID, TTL, error }) => flat(header, { ID, TTL, Error: error }),
  leaseRevoke: ({ response }) => [`${messageToJson(leaseRevokeResponseType, response)}\n`],
  leaseKeepAlive: ({ header, ID, TTL }) => flat(header, { ID, TTL }),
  leaseTimeToLive: ({ response: { header, ID, TTL, grantedTTL, keys } }) =>
    flat(header, { id: ID, ttl: TTL, 'granted-ttl': grantedTTL, keys: keys.length === 0 ? null : keys }),
  leaseList: ({ header, leases }) => flat(header, { leases: leases.map(({ ID }) => ({ id: ID })) }),
}

function flat(given: ResponseHeader | undefined, own: { readonly [key: string]: JsonValue }): string[] {
  const top = given === undefined ? {} : messageToValue(responseHeaderType, given)
  return [`${toJson({ ...top, ...own })}\n`]
}

export const leaseFields: RendererOf<LeaseResults> = {
  leaseGrant: (grant, options) => [
    header(grant.header, options),
    field('ID', leaseText(grant.ID, options)),
    field('TTL', grant.TTL),
  ],
  leaseRevoke: ({ response }, options) => [header(response.header, options)],
  leaseKeepAlive: (answer, options) => [
    header(answer.header, options),
    field('ID', leaseText(answer.ID, options)),
    field('TTL', answer.TTL),
  ],
  leaseTimeToLive: ({ response }, options) => [
    header(response.header, options),
    field('ID', leaseText(response.ID, options)),
    field('TTL', response.TTL),
    field('GrantedTTL', response.grantedTTL),
    ...response.keys.map((key) => field('Key', quote(key))),
  ],
  leaseList: (list, options) => [
    header(list.header, options),
    ...list.leases.map(({ ID }) => field('ID', leaseText(ID, options))),
  ],
}

/** Only the header is written, and not even as a field of a message (3.4 to 3.7). */
export const leaseProtobuf: RendererOf<LeaseResults> = {
  leaseGrant: (grant) => bareHeader(grant.header),
  leaseRevoke: undefined,
  leaseKeepAlive: (answer) => bareHeader(answer.header),
  leaseTimeToLive: ({ response }) => bareHeader(response.header),
  leaseList: (list) => bareHeader(list.header),
}

function bareHeader(given: ResponseHeader | undefined): Uint8Array[] {
  return [encode(responseHeaderType, given ?? {})]
}

export const leaseTable: RendererOf<LeaseResults> = {
  leaseGrant: undefined,
  leaseRevoke: undefined,
  leaseKeepAlive: undefined,
  leaseTimeToLive: undefined,
  leaseList: undefined,
}
