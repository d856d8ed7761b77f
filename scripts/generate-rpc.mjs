// Writes src/rpc/{messages,fields,services}.ts from proto/*.proto. With --check it only compares, and exits 1 when stale.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'

const base = fileURLToPath(new URL('..', import.meta.url))
const scalars = {
  int64: 'bigint',
  uint64: 'bigint',
  uint32: 'number',
  bool: 'boolean',
  bytes: 'Uint8Array',
  string: 'string',
}
const packages = {
  etcdserverpb: '',
  mvccpb: '',
  authpb: '',
  leasepb: '',
  membershippb: 'Membership',
  raftpb: 'Raft',
  walpb: 'Wal',
  snappb: 'Snap',
}

function parseProtos() {
  const root = new protobuf.Root()
  const files = readdirSync(`${base}/proto`).filter((name) => name.endsWith('.proto'))
  for (const file of files.sort()) {
    protobuf.parse.filename = file
    protobuf.parse(readFileSync(`${base}/proto/${file}`, 'utf8'), root, { keepCase: true })
  }
  return root.resolveAll()
}

function collect(parent, kind) {
  const nested = parent.nestedArray ?? []
  return nested.flatMap((object) => [...(object instanceof kind ? [object] : []), ...collect(object, kind)])
}

const fullName = (object) => object.fullName.slice(1)
const capitalized = (word) => word.charAt(0).toUpperCase() + word.slice(1)
const lowered = (word) => word.charAt(0).toLowerCase() + word.slice(1)

/** `cluster_id` is `clusterId`; words that already have capitals stay as they are. */
function propertyName(protoName) {
  const [first, ...rest] = protoName.split('_')
  return first + rest.map(capitalized).join('')
}

/** Nested enums go by their own name, but `Type` alone says too little. */
function typeName(object) {
  const [pkg] = fullName(object).split('.')
  const prefix = packages[pkg]
  if (prefix === undefined) throw new Error(`${fullName(object)}: package without a prefix`)
  const own = object.name === 'Type' ? object.parent.name + object.name : object.name
  return prefix + capitalized(own)
}

const tableName = (type) => `${lowered(typeName(type))}Type`
const methodName = (name) => lowered(name)

function refuseDuplicates(names) {
  const duplicates = names.filter((name, at) => names.indexOf(name) !== at)
  if (duplicates.length > 0) throw new Error(`two types are called ${duplicates.join(', ')}`)
}

function presence(field) {
  if (field.repeated) return undefined
  if (field.required) return 'required'
  if (field.resolvedType instanceof protobuf.Type) return undefined
  return field.partOf || field.hasPresence ? 'explicit' : undefined
}

function isMessage(field) {
  return field.resolvedType instanceof protobuf.Type
}

function isOptional(field) {
  if (field.repeated || field.required) return false
  return isMessage(field) || presence(field) === 'explicit'
}

function propertyType(field) {
  if (field.resolvedType instanceof protobuf.Enum) return 'number'
  if (field.resolvedType) return typeName(field.resolvedType)
  const scalar = scalars[field.type]
  if (scalar === undefined) throw new Error(`${fullName(field)}: type ${field.type} is not supported`)
  return scalar
}

function property(field) {
  const name = propertyName(field.name)
  const type = propertyType(field)
  if (field.repeated) return `  ${name}: ${type}[]`
  return isOptional(field) ? `  ${name}?: ${type} | undefined` : `  ${name}: ${type}`
}

function byNumber(type) {
  return [...type.fieldsArray].sort((a, b) => a.id - b.id)
}

function messageInterface(type) {
  const doc = `/** ${fullName(type)} */`
  const fields = byNumber(type)
  if (fields.length === 0) return `${doc}\nexport type ${typeName(type)} = Record<never, never>`
  return `${doc}\nexport interface ${typeName(type)} {\n${fields.map(property).join('\n')}\n}`
}

function enumObject(type) {
  const values = Object.entries(type.values).map(([name, value]) => `  ${name}: ${value},`)
  return `/** ${fullName(type)} */\nexport const ${typeName(type)} = {\n${values.join('\n')}\n} as const`
}

function fieldRow(field) {
  const parts = [`number: ${field.id}`, `name: '${propertyName(field.name)}'`, `protoName: '${field.name}'`]
  if (isMessage(field)) parts.push(`type: 'message'`, `message: () => ${tableName(field.resolvedType)}`)
  else if (field.resolvedType) parts.push(`type: 'enum'`, `values: ${typeName(field.resolvedType)}`)
  else parts.push(`type: '${field.type}'`)
  if (field.repeated) parts.push('repeated: true')
  if (field.repeated && field.packed && !isMessage(field) && !['bytes', 'string'].includes(field.type)) {
    parts.push('packed: true')
  }
  if (field.partOf) parts.push(`oneof: '${field.partOf.name}'`)
  if (presence(field)) parts.push(`presence: '${presence(field)}'`)
  return `    { ${parts.join(', ')} },`
}

function fieldTable(type) {
  const rows = byNumber(type).map(fieldRow)
  const fields = rows.length === 0 ? '[]' : `[\n${rows.join('\n')}\n  ]`
  const name = typeName(type)
  // the mark lets a bundler leave out what is not used
  const table = `/* @__PURE__ */ new LazyMessageType<messages.${name}>('${fullName(type)}', () => ${fields})`
  return `export const ${tableName(type)}: MessageType<messages.${name}> = ${table}`
}

function methodRow(method) {
  const path = `/${fullName(method.parent)}/${method.name}`
  return `  ${methodName(method.name)}: {
    path: '${path}',
    request: ${tableName(method.resolvedRequestType)},
    response: ${tableName(method.resolvedResponseType)},
    requestStream: ${Boolean(method.requestStream)},
    responseStream: ${Boolean(method.responseStream)},
  },`
}

function serviceObject(service) {
  const rows = service.methodsArray.map(methodRow)
  return `export const ${service.name} = {\n${rows.join('\n')}\n} as const satisfies Service`
}

const header = '// Generated from proto/ by `npm run gen`; do not edit.\n'

function messagesFile({ types, enums }) {
  return [header, ...enums.map(enumObject), ...types.map(messageInterface)].join('\n\n')
}

function fieldsFile({ types, enums }) {
  const imports = [
    `import type * as messages from './messages.ts'`,
    `import { ${enums.map(typeName).sort().join(', ')} } from './messages.ts'`,
    `import { LazyMessageType, type MessageType } from './schema.ts'`,
  ]
  return [header, imports.join('\n'), ...types.map(fieldTable)].join('\n\n')
}

function servicesFile({ services }) {
  const methods = services.flatMap((service) => service.methodsArray)
  const tables = methods.flatMap((method) => [method.resolvedRequestType, method.resolvedResponseType]).map(tableName)
  const imports = [
    `import { ${[...new Set(tables)].sort().join(', ')} } from './fields.ts'`,
    `import type { Service } from './schema.ts'`,
  ]
  return [header, imports.join('\n'), ...services.map(serviceObject)].join('\n\n')
}

/** The project's formatter has the last word, so that generated files pass the same check as written ones. */
function formatted(path, text) {
  const biome = `${base}/node_modules/@biomejs/biome/bin/biome`
  const args = [biome, 'check', '--write', '--linter-enabled=false', `--stdin-file-path=${path}`]
  const run = spawnSync(process.execPath, args, { cwd: base, input: text, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`${path}: ${run.stderr}`)
  return run.stdout
}

function generate() {
  const root = parseProtos()
  const types = collect(root, protobuf.Type)
  const enums = collect(root, protobuf.Enum)
  const services = collect(root, protobuf.Service)
  refuseDuplicates([...types, ...enums].map(typeName))
  return {
    'src/rpc/messages.ts': messagesFile({ types, enums }),
    'src/rpc/fields.ts': fieldsFile({ types, enums }),
    'src/rpc/services.ts': servicesFile({ services }),
  }
}

function current(path) {
  try {
    return readFileSync(`${base}/${path}`, 'utf8')
  } catch {
    return ''
  }
}

const check = process.argv.includes('--check')
for (const [path, text] of Object.entries(generate())) {
  const wanted = formatted(path, text)
  if (current(path) === wanted) continue
  if (!check) {
    writeFileSync(`${base}/${path}`, wanted)
    continue
  }
  process.stderr.write(`${path} is stale: run npm run gen\n`)
  process.exitCode = 1
}
