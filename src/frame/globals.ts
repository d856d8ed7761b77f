import { atLeast, type Profile } from '../base/release.ts'
import {
  boolFlag,
  durationFlag,
  type Flag,
  type FlagValue,
  flagValueText,
  intFlag,
  stringFlag,
  stringsFlag,
} from './flags.ts'

const second = 1_000_000_000n

/** The typed values of the flags that every command takes. Durations are in nanoseconds, sizes in bytes (0: default). */
export interface GlobalFlags {
  readonly endpoints: readonly string[]
  readonly debug: boolean
  readonly writeOut: string
  readonly hex: boolean
  readonly explain: boolean
  readonly dialTimeoutNs: bigint
  readonly commandTimeoutNs: bigint
  readonly keepaliveTimeNs: bigint
  readonly keepaliveTimeoutNs: bigint
  readonly maxRequestBytes: bigint
  readonly maxRecvBytes: bigint
  readonly insecureTransport: boolean
  readonly insecureDiscovery: boolean
  readonly insecureSkipTlsVerify: boolean
  readonly cert: string
  readonly key: string
  readonly cacert: string
  readonly authJwtToken: string
  readonly user: string
  readonly password: string
  readonly discoverySrv: string
  readonly discoverySrvName: string
  readonly compat: string
}

/** The flags that every command takes, those of all releases together, and our own `--compat` and `--raw`. */
export function globalFlags(): Flag[] {
  return [...outputFlags(), ...connectionFlags(), ...securityFlags(), ...discoveryFlags()]
}

function outputFlags(): Flag[] {
  return [
    boolFlag('debug', 'show the settings in use and log what the client does'),
    stringFlag('write-out', 'simple', 'how to print results: fields, json, protobuf, simple or table', 'w'),
    boolFlag('hex', 'show bytes in hexadecimal'),
    boolFlag(
      'explain',
      'say what to do about a call that the cluster refuses; without a pin a terminal is told anyway',
    ),
    stringFlag('compat', 'auto', 'print as this etcdctl release does: auto, 3.4, 3.5, 3.6 or 3.7'),
    rawFlag(),
  ]
}

/** What reads the flag is frame.ts: it counts before the command line is parsed. */
export function rawFlag(): Flag {
  return boolFlag('raw', 'write control characters to a terminal as they are, not escaped')
}

function connectionFlags(): Flag[] {
  return [
    stringsFlag('endpoints', ['127.0.0.1:2379'], 'addresses of the servers, separated by commas'),
    durationFlag('dial-timeout', 2n * second, 'how long to wait for a connection'),
    durationFlag('command-timeout', 5n * second, 'how long a short command may take'),
    durationFlag('keepalive-time', 2n * second, 'how long a connection may be silent before it is probed'),
    durationFlag('keepalive-timeout', 6n * second, 'how long to wait for the answer to a probe'),
    intFlag('max-request-bytes', 0n, 'largest request to send, in bytes; 0 stands for 2 MiB').from('3.6'),
    intFlag('max-recv-bytes', 0n, 'largest response to accept, in bytes; 0 stands for 2 GiB').from('3.6'),
  ]
}

function securityFlags(): Flag[] {
  return [
    boolFlag('insecure-transport', 'talk without TLS to endpoints that name no scheme', { default: true }),
    boolFlag('insecure-skip-tls-verify', 'accept any server certificate (for tests only)'),
    stringFlag('cert', '', 'file with the certificate to show to servers'),
    stringFlag('key', '', 'file with the private key of that certificate'),
    stringFlag('cacert', '', 'file with the CA certificates to check servers against'),
    stringFlag('auth-jwt-token', '', 'token to authenticate with, in place of --user and --password').from('3.7'),
    stringFlag('user', '', 'name[:password] to authenticate with; asks for a password that is not given'),
    stringFlag('password', '', 'password to authenticate with; --user is then the name alone'),
  ]
}

function discoveryFlags(): Flag[] {
  return [
    stringFlag('discovery-srv', '', 'domain whose SRV records list the endpoints', 'd'),
    stringFlag('discovery-srv-name', '', 'suffix of the service to ask for in that domain'),
    boolFlag('insecure-discovery', 'also accept SRV records of services without TLS', { default: true }),
  ]
}

/** Reads the typed values by name; what `overrides` (the environment) holds comes first. */
export function toGlobalFlags(
  values: ReadonlyMap<string, FlagValue>,
  overrides: ReadonlyMap<string, FlagValue> = new Map(),
): GlobalFlags {
  const read = new GlobalReader(values, overrides)
  return {
    endpoints: read.list('endpoints'),
    debug: read.boolean('debug'),
    writeOut: read.text('write-out'),
    hex: read.boolean('hex'),
    explain: read.boolean('explain'),
    dialTimeoutNs: read.integer('dial-timeout'),
    commandTimeoutNs: read.integer('command-timeout'),
    keepaliveTimeNs: read.integer('keepalive-time'),
    keepaliveTimeoutNs: read.integer('keepalive-timeout'),
    maxRequestBytes: read.integer('max-request-bytes'),
    maxRecvBytes: read.integer('max-recv-bytes'),
    insecureTransport: read.boolean('insecure-transport'),
    insecureDiscovery: read.boolean('insecure-discovery'),
    insecureSkipTlsVerify: read.boolean('insecure-skip-tls-verify'),
    cert: read.text('cert'),
    key: read.text('key'),
    cacert: read.text('cacert'),
    authJwtToken: read.text('auth-jwt-token'),
    user: read.text('user'),
    password: read.text('password'),
    discoverySrv: read.text('discovery-srv'),
    discoverySrvName: read.text('discovery-srv-name'),
    compat: read.text('compat'),
  }
}

class GlobalReader {
  private readonly values: ReadonlyMap<string, FlagValue>
  private readonly overrides: ReadonlyMap<string, FlagValue>

  constructor(values: ReadonlyMap<string, FlagValue>, overrides: ReadonlyMap<string, FlagValue>) {
    this.values = values
    this.overrides = overrides
  }

  boolean(name: string): boolean {
    return this.value(name) === true
  }

  text(name: string): string {
    return String(this.value(name))
  }

  integer(name: string): bigint {
    const value = this.value(name)
    if (typeof value !== 'bigint') throw new TypeError(`--${name} is no number`)
    return value
  }

  list(name: string): readonly string[] {
    const value = this.value(name)
    if (typeof value !== 'object') throw new TypeError(`--${name} is no list`)
    return value
  }

  private value(name: string): FlagValue {
    const value = this.overrides.get(name) ?? this.values.get(name)
    if (value === undefined) throw new TypeError(`--${name} was not parsed`)
    return value
  }
}

export interface DebugListing {
  /** The global flags and those of the command's groups. */
  readonly flags: readonly Flag[]
  readonly value: (name: string) => FlagValue
  readonly profile: Profile
  /** Names listed with no value: `watch-key` and `watch-range-end` for `watch`. */
  readonly extra?: readonly string[]
}

/** Global flags that no release of the original has. */
export const ourGlobals: ReadonlySet<string> = new Set(['compat', 'explain', 'raw'])

/**
 * The lines of `--debug`, sorted by flag: `ETCDCTL_DIAL_TIMEOUT=2s`. Unlike the original (3.4 to 3.7) no secret is shown:
 * a password or token reads `***`, and of `--user` only the name is left.
 */
export function debugLines({ flags, value, profile, extra = [] }: DebugListing): string[] {
  const listed = flags.filter((flag) => !ourGlobals.has(flag.name()) && (!flag.since || atLeast(profile, flag.since)))
  const lines = listed.map((flag) => [flag.name(), debugText(flag, value(flag.name()))] as const)
  return [...lines, ...extra.map((name) => [name, ''] as const)]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, text]) => `${environmentName(name)}=${text}`)
}

/** The variable that stands for a global flag: `ETCDCTL_DIAL_TIMEOUT`. */
export function environmentName(flagName: string): string {
  return `ETCDCTL_${flagName.replaceAll('-', '_').toUpperCase()}`
}

function debugText(flag: Flag, value: FlagValue): string {
  const text = flagValueText(flag, value)
  if (flag.name() === 'user') return text.replace(/:.*$/s, '')
  const isSecret = flag.name() === 'password' || flag.name() === 'auth-jwt-token'
  return isSecret && text !== '' ? '***' : text
}
