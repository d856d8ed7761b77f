import { UsageError } from '../base/errors.ts'
import { quote } from '../go/quote.ts'

/** A release of etcd as its files name it. */
export interface Version {
  readonly major: bigint
  readonly minor: bigint
  readonly patch: bigint
}

export const version35: Version = { major: 3n, minor: 5n, patch: 0n }

/** Reads `major.minor.patch`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^([0-9]+)\.([0-9]+)\.([0-9]+)(?:[-+].*)?$/s.exec(text) ?? []
  if (major === undefined || minor === undefined || patch === undefined) return undefined
  return { major: BigInt(major), minor: BigInt(minor), patch: BigInt(patch) }
}

export function versionText({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`
}

export function isBelow(a: Version, b: Version): boolean {
  for (const part of ['major', 'minor', 'patch'] as const) if (a[part] !== b[part]) return a[part] < b[part]
  return false
}

/** Reads the value of `--target-version`, `X.Y`; throws a UsageError with the text of 3.6 and 3.7. */
export function parseTargetVersion(text: string): Version {
  if (text.split('.').length !== 2) {
    throw new UsageError(`wrong target version format, expected "X.Y", got ${quote(text)}`)
  }
  const target = parseDotted(`${text}.0`)
  if (isBelow(target, version35)) {
    throw new UsageError(`target version "${target.major}.${target.minor}" not supported. Minimal "3.5"`)
  }
  return target
}

function parseDotted(text: string): Version {
  const dotted = text.replace(/[-+].*/s, '')
  const [major, minor, patch] = dotted.split('.')
  if (major === undefined || minor === undefined || patch === undefined) {
    throw new UsageError(`failed to parse target version: ${dotted} is not in dotted-tri format`)
  }
  return { major: parseNumber(major), minor: parseNumber(minor), patch: parseNumber(patch) }
}

function parseNumber(text: string): bigint {
  const reason = /^[0-9]+$/.test(text) ? 'value out of range' : 'invalid syntax'
  const value = reason === 'invalid syntax' ? -1n : BigInt(text)
  if (value >= 0n && value < 2n ** 63n) return value
  throw new UsageError(`failed to parse target version: strconv.ParseInt: parsing ${quote(text)}: ${reason}`)
}
