import { rawFlag } from '../frame/early-flags.ts'
import { boolFlag, durationFlag, stringFlag } from '../go/flags.ts'
import { isAtLeast, type V2Release } from './release.ts'

const second = 1_000_000_000n

/** The flags in front of every command. A usage may name what stands for the value, between backquotes, as in Go. */
export function globalFlags(release: V2Release) {
  return [
    boolFlag('debug', 'output cURL commands which can be used to reproduce the request'),
    boolFlag('no-sync', "don't synchronize cluster information before sending request"),
    stringFlag('output', 'simple', 'output response in the given format (`simple`, `extended` or `json`)', {
      shorthand: 'o',
    }),
    stringFlag('discovery-srv', '', 'domain name to query for SRV records describing cluster endpoints', {
      shorthand: 'D',
    }),
    boolFlag('insecure-discovery', 'accept insecure SRV records describing cluster endpoints'),
    stringFlag('peers', '', 'DEPRECATED - "--endpoints" should be used instead', { shorthand: 'C' }),
    stringFlag('endpoint', '', 'DEPRECATED - "--endpoints" should be used instead'),
    stringFlag(
      'endpoints',
      '',
      'a comma-delimited list of machine addresses in the cluster (default: "http://127.0.0.1:2379,http://127.0.0.1:4001")',
    ),
    stringFlag('cert-file', '', 'identify HTTPS client using this SSL certificate file'),
    stringFlag('key-file', '', 'identify HTTPS client using this SSL key file'),
    stringFlag('ca-file', '', 'verify certificates of HTTPS-enabled servers using this CA bundle'),
    stringFlag('username', '', 'provide username[:password] and prompt if password is not supplied.', {
      shorthand: 'u',
    }),
    durationFlag('timeout', (isAtLeast(release, '3.3') ? 2n : 1n) * second, 'connection timeout per request'),
    durationFlag('total-timeout', 5n * second, 'timeout for the command execution (except watch)'),
    boolFlag('help', 'show help', { shorthand: 'h' }),
    boolFlag('version', 'print the version', { shorthand: 'v' }),
  ] as const
}

/** Read before the command line is; no release of the original has them, and no help page. */
export const ourFlags = [stringFlag('compat', 'auto', ''), rawFlag] as const
