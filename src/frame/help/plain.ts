import { type CommandEntry, pathText } from '../command-tree.ts'
import { flagListing } from './listing.ts'
import { type HelpContext, type HelpScope, type HelpTopic, helpScope, listedChildren, shown, useLine } from './scope.ts'

const shortestNameColumn = 11

/** Help in etcdutl's layout: what the command is for, which the original leaves out, and its usage. */
export function plainHelp(context: HelpContext, topic: HelpTopic): string {
  const { entry } = helpScope(context, topic)
  return `${(entry.long ?? entry.summary).trimEnd()}\n\n${plainUsage(context, topic)}`
}

/** Usage in the layout of etcdutl 3.5 to 3.7. */
export function plainUsage(context: HelpContext, topic: HelpTopic): string {
  const scope = helpScope(context, topic)
  const isGroup = scope.entry.children !== undefined
  const command = pathText(topic.path)
  const parts = [
    `Usage:\n  ${isGroup ? `${command} [command]` : useLine(topic.path)}`,
    ...(scope.entry.examples ? [`Examples:\n${scope.entry.examples}`] : []),
    ...(isGroup ? [`Available Commands:\n${commandLines(scope.entry).join('\n')}`] : []),
    ...flagSections(scope),
    ...(isGroup ? [`Use "${command} [command] --help" to read about one of the commands.`] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

function commandLines(entry: CommandEntry): string[] {
  const width = Math.max(shortestNameColumn, ...(entry.children ?? []).map((child) => child.name.length))
  return listedChildren(entry).map(({ name, summary }) => `  ${name.padEnd(width)} ${summary}`)
}

function flagSections({ local, fromGroups, globals, isRoot }: HelpScope): string[] {
  if (isRoot) return [`Flags:\n${flagListing(shown([...local, ...globals]))}`]
  return [`Flags:\n${flagListing(local)}`, `Global Flags:\n${flagListing(shown([...fromGroups, ...globals]))}`]
}
