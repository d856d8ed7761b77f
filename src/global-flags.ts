import { atLeast, type Profile, releases } from './base/release.ts'
import { rawFlag } from './frame/early-flags.ts'
import { environmentName } from './frame/environment.ts'
import {
  boolFlag,
  durationFlag,
  type Flag,
  type FlagValue,
  flagValueText,
  intFlag,
  oneOf,
  stringFlag,
  stringsFlag,
  type ValuesOf,
} from './go/flags.ts'
import { originalFormats, ourFormats } from './render/formats.ts'

const second = 1_000_000_000n

/** The flags that every command takes, those of all releases together, and our own `--compat`, `--explain` and `--raw`. */
export const globalFlags = [
  boolFlag('debug', 'show the settings in use and log what the client does'),
  stringFlag('write-out', 'simple', `how to print results: ${oneOf([...originalFormats, ...ourFormats])}`, {
    shorthand: 'w',
    values: originalFormats,
    ourValues: ourFormats,
  }),
  boolFlag('hex', 'show bytes in hexadecimal'),
  boolFlag('explain', 'say what to do about a call that the cluster refuses; without a pin a terminal is told anyway', {
    isOurs: true,
  }),
  stringFlag('compat', 'auto', `print as this etcdctl release does: ${oneOf(['auto', ...releases])}`, {
    isOurs: true,
    values: ['auto', ...releases],
  }),
  rawFlag,

  stringsFlag('endpoints', ['127.0.0.1:2379'], 'addresses of the servers, separated by commas'),
  durationFlag('dial-timeout', 2n * second, 'how long to wait for a connection'),
  durationFlag('command-timeout', 5n * second, 'how long a short command may take'),
  durationFlag('keepalive-time', 2n * second, 'how long a connection may be silent before it is probed'),
  durationFlag('keepalive-timeout', 6n * second, 'how long to wait for the answer to a probe'),
  intFlag('max-request-bytes', 0n, 'largest request to send, in bytes; 0 stands for 2 MiB', { since: '3.6' }),
  intFlag('max-recv-bytes', 0n, 'largest response to accept, in bytes; 0 stands for 2 GiB', { since: '3.6' }),

  boolFlag('insecure-transport', 'talk without TLS to endpoints that name no scheme', { default: true }),
  boolFlag('insecure-skip-tls-verify', 'accept any server certificate (for tests only)'),
  stringFlag('cert', '', 'file with the certificate to show to servers'),
  stringFlag('key', '', 'file with the private key of that certificate'),
  stringFlag('cacert', '', 'file with the CA certificates to check servers against'),
  stringFlag('auth-jwt-token', '', 'token to authenticate with, in place of --user and --password', { since: '3.7' }),
  stringFlag('user', '', 'name[:password] to authenticate with; asks for a password that is not given'),
  stringFlag('password', '', 'password to authenticate with; --user is then the name alone'),

  stringFlag('discovery-srv', '', 'domain whose SRV records list the endpoints', { shorthand: 'd' }),
  stringFlag('discovery-srv-name', '', 'suffix of the service to ask for in that domain'),
  boolFlag('insecure-discovery', 'also accept SRV records of services without TLS', { default: true }),
] as const

/** The typed values of the flags that every command takes. Durations are in nanoseconds, sizes in bytes (0: default). */
export type GlobalFlags = ValuesOf<typeof globalFlags>

export interface DebugListing {
  /** The global flags and those of the command's groups. */
  readonly flags: readonly Flag[]
  readonly value: (name: string) => FlagValue
  readonly profile: Profile
  /** Names listed with no value: `watch-key` and `watch-range-end` for `watch`. */
  readonly extra?: readonly string[]
}

/**
 * The lines of `--debug`, sorted by flag: `ETCDCTL_DIAL_TIMEOUT=2s`. Unlike the original (3.4 to 3.7) no secret is shown:
 * a password or token reads `***`, and of `--user` only the name is left.
 */
export function debugLines({ flags, value, profile, extra = [] }: DebugListing): string[] {
  const listed = flags.filter((flag) => flag.isOurs !== true && (!flag.since || atLeast(profile, flag.since)))
  const lines = listed.map((flag) => [flag.name, debugText(flag, value(flag.name))] as const)
  return [...lines, ...extra.map((name) => [name, ''] as const)]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, text]) => `${environmentName(name)}=${text}`)
}

function debugText(flag: Flag, value: FlagValue): string {
  const text = flagValueText(flag, value)
  if (flag.name === 'user') return text.replace(/:.*$/s, '')
  const isSecret = flag.name === 'password' || flag.name === 'auth-jwt-token'
  return isSecret && text !== '' ? '***' : text
}
