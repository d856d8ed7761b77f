import { leaseIdText } from '../base/lease-id.ts'
import { quote } from '../go/quote.ts'
import { encode } from '../rpc/codec.ts'
import { leaseRevokeResponseType, responseHeaderType } from '../rpc/fields.ts'
import type { ResponseHeader } from '../rpc/messages.ts'
import { field, header, leaseText } from './field-lines.ts'
import { type JsonValue, jsonLine } from './json-writer.ts'
import { messageLine, messageToValue } from './message-json.ts'
import type { Chunk, LeaseResults, LeaseTimes, Renderings } from './results.ts'

export const leases: Renderings<LeaseResults> = {
  leaseGrant: {
    simple: ({ ID, TTL }) => [`lease ${leaseIdText(ID)} granted with TTL(${TTL}s)\n`],
    json: ({ header, ID, TTL, error }) => flat(header, { ID, TTL, Error: error }),
    fields: ({ header: head, ID, TTL }, options) => [
      header(head, options),
      field('ID', leaseText(ID, options)),
      field('TTL', TTL),
    ],
    protobuf: (grant) => bareHeader(grant.header),
    table: undefined,
  },
  leaseRevoke: {
    simple: ({ id }) => [`lease ${leaseIdText(id)} revoked\n`],
    json: ({ response }) => messageLine(leaseRevokeResponseType, response),
    fields: ({ response }, options) => [header(response.header, options)],
    protobuf: undefined,
    table: undefined,
  },
  leaseKeepAlive: {
    simple: ({ ID, TTL }) => [`lease ${leaseIdText(ID)} keepalived with TTL(${TTL})\n`],
    json: ({ header, ID, TTL }) => flat(header, { ID, TTL }),
    fields: ({ header: head, ID, TTL }, options) => [
      header(head, options),
      field('ID', leaseText(ID, options)),
      field('TTL', TTL),
    ],
    protobuf: (answer) => bareHeader(answer.header),
    table: undefined,
  },
  leaseTimeToLive: {
    simple: times,
    json: ({ response: { header, ID, TTL, grantedTTL, keys } }) =>
      flat(header, { id: ID, ttl: TTL, 'granted-ttl': grantedTTL, keys: keys.length === 0 ? null : keys }),
    fields: ({ response }, options) => [
      header(response.header, options),
      field('ID', leaseText(response.ID, options)),
      field('TTL', response.TTL),
      field('GrantedTTL', response.grantedTTL),
      ...response.keys.map((key) => field('Key', quote(key))),
    ],
    protobuf: ({ response }) => bareHeader(response.header),
    table: undefined,
  },
  leaseList: {
    simple: ({ leases }) => [`found ${leases.length} leases\n`, ...leases.map(({ ID }) => `${leaseIdText(ID)}\n`)],
    json: ({ header, leases }) => flat(header, { leases: leases.map(({ ID }) => ({ id: ID })) }),
    fields: (list, options) => [
      header(list.header, options),
      ...list.leases.map(({ ID }) => field('ID', leaseText(ID, options))),
    ],
    protobuf: (list) => bareHeader(list.header),
    table: undefined,
  },
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
function flat(given: ResponseHeader | undefined, own: { readonly [key: string]: JsonValue }): string[] {
  const top = given === undefined ? {} : messageToValue(responseHeaderType, given)
  return jsonLine({ ...top, ...own })
}

/** Only the header is written, and not even as a field of a message (3.4 to 3.7). */
function bareHeader(given: ResponseHeader | undefined): Uint8Array[] {
  return [encode(responseHeaderType, given ?? {})]
}
