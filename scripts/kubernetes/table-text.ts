import type { Field, Message, Release } from './read-release.ts'

const omissions: Readonly<Record<Field['omit'], string>> = { never: '!', empty: '?', zero: '~' }

/** The lines of the table: messages that are alike in all that they hold are one. */
export interface TableText {
  /** `<name> <field> <field>...` */
  readonly messages: string
  /** `<group/version> <kind>=<message> ...`; a kind alone has the message of its own name. */
  readonly kinds: string
}

export function tableText({ messages, groups }: Release): TableText {
  const labels = new Labels(messages)
  const kinds = [...groups].sort(byName).map(([version, of]) => {
    const words = [...of].sort(byName).map(([kind, type]) => {
      const label = labels.of(type)
      return label === kind ? kind : `${kind}=${label}`
    })
    return [version, ...words].join(' ')
  })
  return { messages: [...labels.lines.values()].sort().join('\n'), kinds: kinds.join('\n') }
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

/** Gives each message a short name: that of its Go type, and a number where others that differ have the same. */
class Labels {
  readonly lines = new Map<string, string>()
  private readonly messages: Release['messages']
  private readonly byType = new Map<string, string>()
  private readonly byText = new Map<string, string>()
  private readonly uses = new Map<string, number>()

  constructor(messages: Release['messages']) {
    this.messages = messages
  }

  of(type: string, above: readonly string[] = []): string {
    const known = this.byType.get(type)
    if (known !== undefined) return known
    const message = this.messages.get(type)
    if (message === undefined) return type
    if (above.includes(type)) return this.reserve(type, message)
    const fields = message.fields.map((field) => this.fieldText(field, [...above, type])).join(' ')
    const text = `${message.name} ${fields}`
    const label = this.byType.get(type) ?? this.byText.get(text) ?? this.reserve(type, message)
    if (!this.lines.has(label)) this.lines.set(label, `${label} ${fields}`.trimEnd())
    this.byType.set(type, label)
    this.byText.set(text, label)
    return label
  }

  /** A message that holds itself needs its label before its fields are known. */
  private reserve(type: string, { name }: Message): string {
    const count = (this.uses.get(name) ?? 0) + 1
    this.uses.set(name, count)
    const label = count === 1 ? name : `${name}.${count}`
    this.byType.set(type, label)
    return label
  }

  private fieldText({ number, jsonName, omit, shape, type }: Field, above: readonly string[]): string {
    const [, list = '', name = ''] = /^(=?)(.*)$/.exec(type) ?? []
    return `${number}${jsonName}${omissions[omit]}${shape}${list}${this.of(name, above)}`
  }
}
