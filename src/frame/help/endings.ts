import type { CliError } from '../../base/errors.ts'
import { atLeast } from '../../base/release.ts'
import { quoteRaw } from '../../go/quote.ts'
import type { Ending } from '../ending.ts'
import type { UnknownCommandError } from '../resolve-command.ts'
import { listingHelp, listingUsage } from './listing.ts'
import { plainHelp, plainUsage } from './plain.ts'
import type { HelpContext, HelpTopic } from './scope.ts'
import { sectionsText } from './sections.ts'

/** The help of one command in the layout of the profile's release. */
export function helpText(context: HelpContext, topic: HelpTopic): string {
  if (context.program.isPlain === true) return plainHelp(context, topic)
  return isListing(context) ? listingHelp(context, topic) : sectionsText(context, topic)
}

/** The usage of one command; the same as its help before 3.7. */
export function usageText(context: HelpContext, topic: HelpTopic): string {
  if (context.program.isPlain === true) return plainUsage(context, topic)
  return isListing(context) ? listingUsage(context, topic) : sectionsText(context, topic)
}

/** `--help`, `help COMMAND`, and a group with no subcommand or an unknown one: all exit 0. */
export function helpEnding(context: HelpContext, topic: HelpTopic): Ending {
  return { stdout: helpText(context, topic), stderr: '', exitCode: 0 }
}

/** `help WORDS...` about no command. */
export function unknownTopicEnding(context: HelpContext, words: readonly string[]): Ending {
  const line = `Unknown help topic [${words.map(quoteRaw).join(' ')}]\n`
  const usage = usageText(context, { path: [context.program.root] })
  if (isListing(context) || context.program.isPlain === true) return { stdout: '', stderr: line + usage, exitCode: 0 }
  return { stdout: usage, stderr: line, exitCode: 0 }
}

/**
 * A flag that does not parse, or another mistake that usage explains (`completion` with no shell). Up to 3.6 the usage
 * goes to stdout, and 3.4 and 3.5 say the error twice. etcdutl says it twice in every release, around the usage.
 */
export function usageErrorEnding(context: HelpContext, error: CliError, topic: HelpTopic): Ending {
  const line = `Error: ${error.message}\n`
  const usage = usageText(context, topic)
  const { exitCode } = error
  if (context.program.isPlain === true) return { stdout: '', stderr: `${line}${usage}\n${line}`, exitCode }
  if (isListing(context)) return { stdout: '', stderr: `${line}${usage}\n`, exitCode }
  return { stdout: usage, stderr: `${line}\n${saysTwice(context) ? line : ''}`, exitCode }
}

/** A first word that is no command: the error, names that come near, and where to find help. */
export function unknownCommandEnding(context: HelpContext, error: UnknownCommandError): Ending {
  const names = error.suggestions.map((name) => `\t${name}\n`).join('')
  const near = names === '' ? '' : `\n\nDid you mean this?\n${names}`
  const line = `Error: ${error.message}${near}\n`
  const hint = `Run '${context.program.root.name} --help' for usage.\n`
  return { stdout: '', stderr: `${line}${hint}${saysTwice(context) ? line : ''}`, exitCode: error.exitCode }
}

function isListing({ profile }: HelpContext): boolean {
  return atLeast(profile, '3.7')
}

function saysTwice({ program, profile }: HelpContext): boolean {
  return program.isPlain === true || !atLeast(profile, '3.6')
}
