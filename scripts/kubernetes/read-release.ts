import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GoField, type GoPackage, type GoType, readPackage } from './go-source.ts'

/** One stored message: its fields in number order. */
export interface Message {
  readonly name: string
  readonly fields: readonly Field[]
}

export interface Field {
  readonly number: number
  /** Empty for a field whose own fields stand among those of its message in JSON. */
  readonly jsonName: string
  readonly omit: 'never' | 'empty' | 'zero'
  readonly shape: '' | '*' | '[]' | '{}'
  /** A letter of the table, or the full name of a message; `=` before it for one whose JSON is its list alone. */
  readonly type: string
}

export interface Release {
  /** Messages by the full name of their Go type. */
  readonly messages: ReadonlyMap<string, Message>
  /** By group and version as in apiVersion: kinds and the full names of their types. */
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, string>>
}

const machinery = 'k8s.io/apimachinery/pkg'
const meta = `${machinery}/apis/meta/v1`

const ownJson: Readonly<Record<string, string>> = {
  [`${meta}.Time`]: 't',
  [`${meta}.MicroTime`]: 'u',
  [`${meta}.Duration`]: 'd',
  [`${meta}.FieldsV1`]: 'f',
  [`${machinery}/runtime.RawExtension`]: 'r',
  [`${machinery}/util/intstr.IntOrString`]: 'x',
  [`${machinery}/api/resource.Quantity`]: 'q',
}

const basic: Readonly<Record<string, string>> = { string: 's', int32: 'i', int64: 'l', int: 'l', bool: 'b' }

/** Reads all registered kinds of a release of k8s.io/api. Throws for a type that the table has no letter for. */
export function readRelease(api: string, apimachinery: string): Release {
  return new ReleaseReader({ 'k8s.io/api': api, 'k8s.io/apimachinery': apimachinery }).read()
}

class ReleaseReader {
  private readonly folders: Readonly<Record<string, string>>
  private readonly packages = new Map<string, GoPackage>()
  private readonly messages = new Map<string, Message>()

  constructor(folders: Readonly<Record<string, string>>) {
    this.folders = folders
  }

  read(): Release {
    const groups = new Map<string, Map<string, string>>()
    for (const path of this.registeringPackages()) {
      const { groupVersion, kinds } = this.package(path)
      if (groupVersion === undefined) continue
      const { group, version } = groupVersion
      const stored = new Map([...kinds].filter(([, name]) => this.isStored(path, name)))
      groups.set(
        group === '' ? version : `${group}/${version}`,
        new Map([...stored].map(([kind, name]) => [kind, this.message(path, name)])),
      )
    }
    // all versions have them; only with the first one are they ever stored or sent
    const core = groups.get('v1')
    for (const name of this.package(meta).commonKinds) core?.set(name, this.message(meta, name))
    return { messages: this.messages, groups }
  }

  private registeringPackages(): string[] {
    const api = this.folders['k8s.io/api'] ?? ''
    return readdirSync(api, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('/register.go') && !file.includes('testdata'))
      .map((file) => `k8s.io/api/${file.slice(0, -'/register.go'.length)}`)
      .sort()
  }

  /** Some kinds have no form on the wire: they are only ever sent as JSON. */
  private isStored(path: string, name: string): boolean {
    const type = this.package(path).types.get(name)
    return type?.kind === 'struct' && type.fields.some(({ tag }) => tag.includes('protobuf:"'))
  }

  private package(path: string): GoPackage {
    const known = this.packages.get(path)
    if (known !== undefined) return known
    const made = readPackage(path, this.sources(path))
    this.packages.set(path, made)
    return made
  }

  private sources(path: string): string[] {
    const module = Object.keys(this.folders).find((name) => path.startsWith(`${name}/`))
    const folder = module === undefined ? '' : join(this.folders[module] ?? '', path.slice(module.length))
    if (!existsSync(folder)) throw new Error(`no sources of ${path}`)
    const files = readdirSync(folder).filter((name) => name.endsWith('.go') && !/_test\.go$|generated/.test(name))
    return files.map((name) => readFileSync(join(folder, name), 'utf8'))
  }

  /** Reads the message of a struct, once; returns its full name. */
  private message(path: string, name: string): string {
    const fullName = `${path}.${name}`
    if (this.messages.has(fullName)) return fullName
    const type = this.package(path).types.get(name)
    if (type?.kind !== 'struct') throw new Error(`${fullName} is no struct`)
    // a type may hold itself
    this.messages.set(fullName, { name, fields: [] })
    const fields = type.fields.flatMap((field) => this.field(fullName, field)).sort((a, b) => a.number - b.number)
    this.messages.set(fullName, { name, fields })
    return fullName
  }

  private field(owner: string, { name, isEmbedded, type, tag }: GoField): Field[] {
    const [, wire = ''] = /protobuf:"([^"]*)"/.exec(tag) ?? []
    if (wire === '' || wire === '-') return []
    // its label says nothing: some that are lists have `opt`, and some that are none `rep`
    const [, number = ''] = wire.split(',')
    const [, json = ''] = /json:"([^"]*)"/.exec(tag) ?? []
    const [jsonName = '', ...options] = json.split(',')
    const isInline = jsonName === '' && (isEmbedded || options.includes('inline'))
    if (jsonName === '-' || (jsonName === '' && !isInline)) throw new Error(`${owner}.${name} has no name in JSON`)
    const omit = options.includes('omitzero') ? 'zero' : options.includes('omitempty') ? 'empty' : 'never'
    try {
      const { shape, type: of } = this.shaped(type)
      if (omit === 'zero' && of !== 't') throw new Error('what is a zero value of it is not known')
      return [{ number: Number(number), jsonName, omit, shape, type: of }]
    } catch (error) {
      throw new Error(`${owner}.${name}: ${error instanceof Error ? error.message : error}`)
    }
  }

  private shaped(type: GoType): Pick<Field, 'shape' | 'type'> {
    const resolved = this.resolved(type)
    if (type.kind === 'pointer') return { shape: '*', type: this.element(type.of) }
    if (resolved.kind === 'map') {
      if (this.element(resolved.key) !== 's') throw new Error('a map whose keys are no text')
      return { shape: '{}', type: this.element(resolved.of) }
    }
    const isList = type.kind === 'slice' && !this.isByte(type.of)
    return isList ? { shape: '[]', type: this.element(type.of) } : { shape: '', type: this.element(type) }
  }

  private element(type: GoType): string {
    if (type.kind === 'slice' && this.isByte(type.of)) return 'y'
    if (type.kind !== 'named') throw new Error(`a ${type.kind} within a list, a map or a pointer`)
    const own = ownJson[`${type.path}.${type.name}`]
    if (own !== undefined) return own
    const resolved = this.resolved(type)
    if (resolved.kind === 'struct') return this.struct(type)
    if (resolved.kind === 'slice') return this.isByte(resolved.of) ? 'y' : `=${this.element(resolved.of)}`
    const letter = resolved.kind === 'named' ? basic[resolved.name] : undefined
    if (letter === undefined) throw new Error(`no letter for ${type.path}.${type.name}`)
    return letter
  }

  private struct({ path, name }: { readonly path: string; readonly name: string }): string {
    if (this.package(path).jsonWriters.has(name)) throw new Error(`${path}.${name} writes its own JSON`)
    const declared = this.package(path).types.get(name)
    return declared?.kind === 'named' ? this.struct(declared) : this.message(path, name)
  }

  private isByte(type: GoType): boolean {
    return type.kind === 'named' && (type.name === 'byte' || type.name === 'uint8')
  }

  /** The type that a name stands for in the end; one of Go's own stays as it is. */
  private resolved(type: GoType): GoType {
    if (type.kind !== 'named' || basic[type.name] !== undefined || this.isByte(type)) return type
    const declared = this.package(type.path).types.get(type.name)
    if (declared === undefined) throw new Error(`${type.path}.${type.name} is not declared`)
    return this.resolved(declared)
  }
}
