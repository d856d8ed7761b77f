import type { Field, Message, Release } from './read-release.ts'

/**
 * All that the releases have, newest first: a field is as the newest release that has it says. Throws where one number means two
 * things that are written differently, since no reader could tell which.
 */
export function mergeReleases(releases: readonly Release[]): Release {
  const messages = new Map<string, Message>()
  const groups = new Map<string, Map<string, string>>()
  for (const release of releases) {
    for (const [name, message] of release.messages) messages.set(name, merged(name, messages.get(name), message))
    for (const [version, kinds] of release.groups) {
      groups.set(version, new Map([...kinds, ...(groups.get(version) ?? [])]))
    }
  }
  return { messages, groups }
}

function merged(name: string, newer: Message | undefined, older: Message): Message {
  if (newer === undefined) return older
  const byNumber = new Map(newer.fields.map((field) => [field.number, field]))
  for (const field of older.fields) {
    const known = byNumber.get(field.number)
    if (known !== undefined && !isAlike(known, field)) {
      throw new Error(`field ${field.number} of ${name} changed: ${JSON.stringify([field, known])}`)
    }
    byNumber.set(field.number, known ?? optional(field))
  }
  return { name: newer.name, fields: [...byNumber.values()].sort((a, b) => a.number - b.number) }
}

/** A field that newer releases have given up is there only where it is stored. */
function optional(field: Field): Field {
  return { ...field, omit: 'empty', shape: field.shape === '' ? '*' : field.shape }
}

/** Whether a value may be read by the newer rule: what is left out of JSON may change, and a value may become a pointer. */
function isAlike(newer: Field, older: Field): boolean {
  const isMany = (field: Field) => field.shape === '[]' || field.shape === '{}'
  if (isMany(newer) || isMany(older)) {
    if (newer.shape !== older.shape) return false
  }
  return newer.jsonName === older.jsonName && newer.type === older.type
}
