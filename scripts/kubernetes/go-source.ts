/** A type as Go writes it; `name` has the import path of its package, or none for Go's own types. */
export type GoType =
  | { readonly kind: 'named'; readonly path: string; readonly name: string }
  | { readonly kind: 'pointer' | 'slice'; readonly of: GoType }
  | { readonly kind: 'map'; readonly key: GoType; readonly of: GoType }
  | { readonly kind: 'struct'; readonly fields: readonly GoField[] }
  /** Interfaces, functions, channels and arrays: no stored type has any. */
  | { readonly kind: 'other' }

export interface GoField {
  readonly name: string
  readonly isEmbedded: boolean
  readonly type: GoType
  /** The text of the tag without its quotes. */
  readonly tag: string
}

/** What one package declares, as far as stored objects need it. */
export interface GoPackage {
  readonly types: ReadonlyMap<string, GoType>
  /** Types that write their own JSON. */
  readonly jsonWriters: ReadonlySet<string>
  readonly groupName: string | undefined
  readonly groupVersion: { readonly group: string; readonly version: string } | undefined
  /** The kinds that are registered under the package's group and version, with the types that they have. */
  readonly kinds: ReadonlyMap<string, string>
  /** Types that are registered under the versions of others. */
  readonly commonKinds: readonly string[]
}

const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|`[^`]*`|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])+'|[\p{L}_][\p{L}\p{N}_]*|[\d.]+|\n|\S/gu

/** Reads the files of one package, tests left out. Throws for a declaration that it cannot read. */
export function readPackage(path: string, sources: readonly string[]): GoPackage {
  const types = new Map<string, GoType>()
  for (const source of sources) new FileReader(path, source).readTypes(types)
  const text = sources.map(withoutComments).join('\n')
  const groupName = /\bGroupName\s*=\s*"([^"]*)"/.exec(text)?.[1]
  const jsonWriters = new Set([...text.matchAll(/func \(\w+ \*?(\w+)\) MarshalJSON\(/g)].map(([, name = '']) => name))
  const groupVersion = groupVersionOf(text, groupName)
  return { types, jsonWriters, groupName, groupVersion, kinds: kindsOf(text), commonKinds: commonKindsOf(text) }
}

function withoutComments(source: string): string {
  return tokensOf(source).join(' ')
}

function tokensOf(source: string): string[] {
  return (source.match(token) ?? []).filter((each) => !each.startsWith('//') && !each.startsWith('/*'))
}

function groupVersionOf(text: string, groupName: string | undefined): GoPackage['groupVersion'] {
  const [, inside = ''] = /\bSchemeGroupVersion\s*=\s*schema\s*\.\s*GroupVersion\s*\{([^}]*)\}/.exec(text) ?? []
  const [, group = groupName] = /Group\s*:\s*"([^"]*)"/.exec(inside) ?? []
  const [, version] = /Version\s*:\s*"([^"]*)"/.exec(inside) ?? []
  return group === undefined || version === undefined ? undefined : { group, version }
}

function kindsOf(text: string): Map<string, string> {
  const kinds = new Map<string, string>()
  for (const [, inside = ''] of text.matchAll(/AddKnownTypes\s*\(\s*SchemeGroupVersion\s*,([^)]*)\)/g)) {
    for (const name of newValues(inside)) kinds.set(name, name)
  }
  const named =
    /AddKnownTypeWithName\s*\(\s*SchemeGroupVersion\s*\.\s*WithKind\s*\(\s*"(\w+)"\s*\)\s*,\s*&\s*(\w+)\s*\{/g
  for (const [, kind = '', name = ''] of text.matchAll(named)) kinds.set(kind, name)
  return kinds
}

/** The types that k8s.io/apimachinery registers for others: those without a version of their own, and options, which all have. */
function commonKindsOf(text: string): readonly string[] {
  const [, unversioned = ''] = /AddUnversionedTypes\s*\(\s*Unversioned\s*,([^)]*)\)/.exec(text) ?? []
  const [, options = ''] = /\boptionsTypes\s*=[^{]*\{((?:\s*&\s*\w+\s*\{\s*\}\s*,)*)/.exec(text) ?? []
  return newValues(`${unversioned} ${options}`)
}

function newValues(text: string): string[] {
  return [...text.matchAll(/&\s*(\w+)\s*\{\s*\}/g)].map(([, name = '']) => name)
}

class FileReader {
  private readonly path: string
  private readonly tokens: readonly string[]
  private readonly imports = new Map<string, string>()
  private at = 0

  constructor(path: string, source: string) {
    this.path = path
    this.tokens = tokensOf(source)
    for (const [, alias, imported = ''] of source.matchAll(/^(?:import)?\s+(?:(\w+)\s+)?"([\w./-]+)"$/gm)) {
      this.imports.set(alias ?? imported.slice(imported.lastIndexOf('/') + 1), imported)
    }
  }

  readTypes(types: Map<string, GoType>): void {
    let depth = 0
    while (this.at < this.tokens.length) {
      const word = this.next()
      if (depth === 0 && word === 'type') this.readDeclarations(types)
      else if ('({['.includes(word)) depth++
      else if (')}]'.includes(word)) depth--
    }
  }

  private readDeclarations(types: Map<string, GoType>): void {
    if (this.peek() !== '(') {
      this.readDeclaration(types)
      return
    }
    this.next()
    for (this.skipLines(); this.peek() !== ')'; this.skipLines()) this.readDeclaration(types)
    this.next()
  }

  private readDeclaration(types: Map<string, GoType>): void {
    const name = this.next()
    // an alias means the type behind it
    if (this.peek() === '=') this.next()
    types.set(name, this.readType())
  }

  private readType(): GoType {
    const word = this.next()
    if (word === '*') return { kind: 'pointer', of: this.readType() }
    if (word === 'map') return this.readMap()
    if (word === 'struct') return { kind: 'struct', fields: this.readFields() }
    if (word === '[' && this.peek() === ']') {
      this.next()
      return { kind: 'slice', of: this.readType() }
    }
    if (/^[\p{L}_]/u.test(word) && !['interface', 'func', 'chan'].includes(word)) return this.readName(word)
    return this.skipOther(word)
  }

  private readMap(): GoType {
    this.next()
    const key = this.readType()
    this.next()
    return { kind: 'map', key, of: this.readType() }
  }

  private readName(word: string): GoType {
    if (this.peek() !== '.') return { kind: 'named', path: this.path, name: word }
    this.next()
    return { kind: 'named', path: this.imports.get(word) ?? word, name: this.next() }
  }

  private readFields(): GoField[] {
    const fields: GoField[] = []
    this.next()
    for (this.skipLines(); this.peek() !== '}'; this.skipLines()) fields.push(...this.readLine())
    this.next()
    return fields
  }

  private readLine(): GoField[] {
    const names = this.isEmbedded() ? [] : [this.next()]
    while (this.peek() === ',') {
      this.next()
      names.push(this.next())
    }
    const type = this.readType()
    const tag = this.peek().startsWith('`') || this.peek().startsWith('"') ? this.next().slice(1, -1) : ''
    if (names.length > 0) return names.map((name) => ({ name, isEmbedded: false, type, tag }))
    const target = type.kind === 'pointer' ? type.of : type
    return [{ name: target.kind === 'named' ? target.name : '', isEmbedded: true, type, tag }]
  }

  /** A line that has a type and no name. */
  private isEmbedded(): boolean {
    if (this.peek() === '*') return true
    const after = this.tokens[this.at + 1] ?? ''
    return after === '.' || after === '\n' || after === '}' || after.startsWith('`')
  }

  /** Reads to the end of the line, and over what is in brackets. */
  private skipOther(first: string): GoType {
    let depth = '({['.includes(first) ? 1 : 0
    while (this.at < this.tokens.length && (depth > 0 || this.peek() !== '\n')) {
      const word = this.next()
      if ('({['.includes(word)) depth++
      else if (')}]'.includes(word)) depth--
    }
    return { kind: 'other' }
  }

  private skipLines(): void {
    while (this.peek() === '\n' || this.peek() === ';') this.next()
  }

  private peek(): string {
    return this.tokens[this.at] ?? ''
  }

  private next(): string {
    return this.tokens[this.at++] ?? ''
  }
}
