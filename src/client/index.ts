/** What `etcdctl-ts/client` exports: etcd's v3 API, typed (docs/client.md). */
import { UsageError } from '../base/errors.ts'

import { type CallOptions, type EtcdClient, openClient as openWireClient } from './client.ts'
import { parseEndpoint } from './connection/endpoints.ts'
import type { Login } from './login.ts'
import { throughProxies } from './proxy/proxies.ts'
import { readTls } from './tls/read-tls.ts'
import { securityFor } from './tls/security.ts'
import type { RootVariables } from './tls/system-roots.ts'
import type { TlsFlags } from './tls/tls-flags.ts'

export { CliError, UsageError } from '../base/errors.ts'
export { fromKeyRange, type KeyRange, prefixEnd, prefixRange } from '../base/ranges.ts'
export { create } from '../rpc/create.ts'
export * as messageTypes from '../rpc/fields.ts'
export * from '../rpc/messages.ts'
export type { MessageType, Method, Service, UnaryMethod } from '../rpc/schema.ts'
export { Auth, Cluster, KV, Lease, Maintenance, Watch } from '../rpc/services.ts'
export type { Bound, CallOptions, EtcdClient, MessageStream } from './client.ts'
export { Place } from './concurrency/place.ts'
export type { Endpoint } from './connection/endpoints.ts'
export { type CodeName, DeadlineError, RpcError, UnreachableError } from './grpc/rpc-error.ts'
export { type KeptLease, openKeptLease } from './lease/kept-lease.ts'
export { type KeeperEnd, type KeeperOptions, keepLease } from './lease/lease-keeper.ts'
export type { Login } from './login.ts'
export { Watcher, type WatcherOptions, type WatchState, type WatchUpdate } from './watch/watcher.ts'

export interface OpenOptions {
  /**
   * As etcdctl takes them: `host:port`, `http://…`, `https://…`, `unix://…`. Calls go to the first one, and to another when it cannot be
   * reached.
   */
  readonly endpoints: readonly string[]
  /** Needed for `https://` endpoints and for TLS to those without a scheme. The scheme of the first endpoint decides for all. */
  readonly tls?: TlsOptions
  /** Who logs in; nobody when left out. Whoever has a password is logged in again when the token is too old. */
  readonly login?: Login
  /** How long the login may take; 2 seconds when left out. */
  readonly dialTimeoutMs?: number
  /** A server that is silent for so long is asked for a sign of life; every 2 seconds when left out. */
  readonly keepaliveTimeMs?: number
  /** How long that sign may take; 6 seconds when left out. */
  readonly keepaliveTimeoutMs?: number
  /** Largest request in bytes; 2 MiB when left out. */
  readonly maxSendBytes?: number
  /** Largest answer in bytes; 2 GiB when left out. */
  readonly maxReceiveBytes?: number
  /** What stands for `HTTPS_PROXY`, `NO_PROXY`, `SSL_CERT_FILE` and `SSL_CERT_DIR`, `process.env` say. Nothing is read when left out. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Our own HTTP/2 when left out. */
  readonly transport?: 'http2' | 'grpc-js'
}

/** Paths are those of PEM files. */
export interface TlsOptions {
  /** The authorities that are trusted; those of the system when left out. */
  readonly cacert?: string
  /** The client's certificate; goes with `key`. */
  readonly cert?: string
  readonly key?: string
  /** The name that the server's certificate must carry; that of the endpoint when left out. */
  readonly serverName?: string
  /** Trusts whatever server answers. */
  readonly skipVerify?: boolean
}

/**
 * Opens a client, which connects with its first call, and logs in when there is a login. Throws a UsageError when there is no endpoint or
 * the TLS files do not fit, and a CliError when the login fails. Whoever opens it closes it.
 */
export async function openClient(options: OpenOptions): Promise<EtcdClient> {
  const { env, tls } = options
  const given = options.endpoints.map(parseEndpoint)
  const flags = tlsFlags(tls)
  const [first] = given
  if (first === undefined) throw new UsageError('a client needs an endpoint')
  const usesTls = first.tls === 'always' || (first.tls === 'optional' && tls !== undefined)
  const secured = usesTls ? securityFor(readTls(flags, rootVariables(env)), flags) : undefined
  return openWireClient({
    endpoints: env === undefined ? given : throughProxies(given, env),
    security: (endpoint) => secured?.(endpoint),
    login: options.login,
    dialTimeoutMs: options.dialTimeoutMs ?? 2000,
    keepaliveTimeMs: options.keepaliveTimeMs ?? 2000,
    keepaliveTimeoutMs: options.keepaliveTimeoutMs ?? 6000,
    maxSendBytes: options.maxSendBytes ?? 2 * 1024 * 1024,
    maxReceiveBytes: options.maxReceiveBytes ?? 2 ** 31 - 1,
    apiVersion: '3.7',
    transport: options.transport ?? 'http2',
  })
}

/** Options for a call that ends after this many milliseconds, or when the signal comes. */
export function within(timeoutMs: number, signal?: AbortSignal): CallOptions {
  return { deadlineMs: Date.now() + timeoutMs, limit: { flag: 'timeoutMs', ms: timeoutMs }, signal }
}

/** A call that takes as long as it takes, or until the signal comes. */
export function endless(signal?: AbortSignal): CallOptions {
  return { deadlineMs: Number.POSITIVE_INFINITY, signal }
}

function tlsFlags(tls: TlsOptions = {}): TlsFlags {
  const { cacert = '', cert = '', key = '', serverName = '', skipVerify = false } = tls
  return { cacert, cert, key, serverName, skipVerify, isForced: true }
}

function rootVariables(env: OpenOptions['env'] = {}): RootVariables {
  return { SSL_CERT_FILE: env.SSL_CERT_FILE, SSL_CERT_DIR: env.SSL_CERT_DIR }
}
