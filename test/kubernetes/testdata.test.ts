import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { generateTable } from '../../scripts/kubernetes/generate-table.ts'
import { decodeStored } from '../../src/kubernetes/decode.ts'
import { editable } from '../../src/kubernetes/editable.ts'
import { type JsonObject, jsonText, sorted } from '../../src/kubernetes/json.ts'
import { parseJson } from '../../src/kubernetes/parse-json.ts'
import { allKinds, messageOfKind } from '../../src/kubernetes/schema.ts'
import { parseYaml, yamlText } from '../../src/kubernetes/yaml.ts'
import { kubernetesSources } from '../support/kubernetes-sources.ts'

const sources = await kubernetesSources()
const skip = typeof sources === 'string' && sources
const newest = typeof sources === 'string' ? '' : join(sources.folder, `api@${sources.versions.at(-1)}`, 'testdata')

/** The folders of the releases that the table is made of: the newest one's data is that of HEAD. */
const folders =
  typeof sources === 'string'
    ? []
    : ['HEAD', ...sources.versions.slice(0, -1).map((version) => version.replace(/^v0\.(\d+)\..*/, 'v1.$1.0'))]

/** An event of a watch is sent, never stored: its envelope does not even say its kind. */
const neverStored = 'core.v1.WatchEvent'

interface Forms {
  readonly stored: Uint8Array
  readonly json: string
  readonly yaml: string
}

interface Sample extends Forms {
  readonly name: string
  /** What the newest release makes of it, where that differs. */
  readonly after: Forms | undefined
}

function samples(folder: string): Sample[] {
  const names = readdirSync(join(newest, folder)).flatMap((file) => (file.endsWith('.pb') ? [file.slice(0, -3)] : []))
  return names
    .filter((name) => !name.endsWith('.after_roundtrip'))
    .map((name) => ({ name, ...formsOf(join(newest, folder, name)), after: afterOf(join(newest, folder, name)) }))
}

/** A form that stays the same has no file of its own. */
function afterOf(path: string): Sample['after'] {
  const forms = ['pb', 'json', 'yaml'].map((ending) => {
    const after = `${path}.after_roundtrip.${ending}`
    return existsSync(after) ? after : `${path}.${ending}`
  })
  return forms.some((file) => file.includes('.after_roundtrip.')) ? read(forms) : undefined
}

function formsOf(path: string): Forms {
  return read(['pb', 'json', 'yaml'].map((ending) => `${path}.${ending}`))
}

function read([pb = '', json = '', yaml = '']: readonly string[]): Forms {
  return { stored: bytesOf(pb), json: readFileSync(json, 'utf8'), yaml: readFileSync(yaml, 'utf8') }
}

function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path))
}

function objectOf(stored: Uint8Array): JsonObject {
  const decoded = decodeStored(stored)
  assert.equal(decoded.kind, 'object', JSON.stringify(decoded))
  return decoded.kind === 'object' ? decoded.object : new Map()
}

/** Fails with the place of the first difference: the texts are long. */
function assertText(actual: string, expected: readonly string[], name: string): void {
  if (expected.includes(actual)) return
  const [first = ''] = expected
  const at = [...first].findIndex((char, index) => char !== actual[index])
  const around = [actual, first].map((text) => JSON.stringify(text.slice(Math.max(at - 60, 0), at + 60)))
  assert.fail(`${name}: ${around.join(' is not ')}`)
}

function canonical(json: string): string {
  return jsonText(sorted(parseJson(json)))
}

for (const folder of folders) {
  // what the newest release has given up stays in our table, and what it has added to old objects is zero
  test(`every kind of ${folder} is shown as its JSON and as its YAML, to the byte`, { skip }, (t) => {
    let count = 0
    for (const { name, stored, json, yaml, after } of samples(folder)) {
      if (name === neverStored) continue
      const object = objectOf(stored)
      assertText(jsonText(sorted(object)), [json, after?.json ?? json].map(canonical), name)
      assertText(yamlText(object), [yaml, after?.yaml ?? yaml], name)
      count++
    }
    t.diagnostic(`${count} kinds`)
    assert.ok(count > 170, `${count} kinds`)
  })

  test(`every kind of ${folder} can be edited, or is refused where the newest release writes it otherwise`, {
    skip,
  }, (t) => {
    const refused: string[] = []
    for (const { name, stored, after } of samples(folder)) {
      if (name === neverStored) continue
      if (after !== undefined && !isEditable(stored)) {
        refused.push(name)
        assertRoundTrip(after.stored, name)
      } else assertRoundTrip(stored, name)
    }
    t.diagnostic(`refused: ${refused.join(', ') || 'none'}`)
    assert.ok(refused.length < 5, refused.join(', '))
  })
}

function isEditable(stored: Uint8Array): boolean {
  try {
    editable(stored)
    return true
  } catch (error) {
    assert.match(String(error), /could not be written back byte for byte/)
    return false
  }
}

function assertRoundTrip(stored: Uint8Array, name: string): void {
  const { text, encode } = editable(stored)
  assert.ok(Buffer.compare(encode(text), stored) === 0, name)
}

test('the YAML and the JSON of Kubernetes encode to its protobuf', { skip }, () => {
  for (const { name, stored, json, yaml } of samples('HEAD')) {
    if (name === neverStored) continue
    const { encode } = editable(stored)
    assert.deepEqual(encode(yaml), stored, name)
    assert.deepEqual(encode(yamlText(parseJson(json))), stored, name)
    assert.equal(jsonText(sorted(parseYaml(yaml))), jsonText(sorted(parseJson(json))), name)
  }
})

test('of older releases nothing is lost: what the table has no place for is shown as unknown', { skip }, () => {
  const older = readdirSync(newest).filter((name) => /^v1/.test(name) && !folders.includes(name))
  assert.ok(older.length > 0)
  for (const folder of older) {
    for (const { name, stored, json, after } of samples(folder)) {
      const text = jsonText(sorted(objectOf(stored)))
      const isSame = text === jsonText(sorted(parseJson((after ?? { json }).json)))
      assert.ok(isSame || text.includes('"unknown field '), `${folder}/${name}`)
    }
  }
})

test('the table has all kinds of the test data', { skip }, () => {
  const known = new Set(allKinds().map(([apiVersion, kind]) => `${apiVersion} ${kind}`))
  for (const { name, json } of samples('HEAD')) {
    if (name === neverStored) continue
    const object = parseJson(json) as JsonObject
    assert.ok(known.has(`${object.get('apiVersion')} ${object.get('kind')}`), name)
  }
})

test('the table is what the generator makes of the sources', { skip }, () => {
  const table = readFileSync(join(import.meta.dirname, '../../src/kubernetes/table.ts'), 'utf8')
  if (typeof sources !== 'string') assert.equal(generateTable(sources.folder), table)
})

test('every kind of the table leads to messages that are there', () => {
  for (const [apiVersion, kind] of allKinds())
    assert.ok(messageOfKind(apiVersion, kind) !== undefined, `${apiVersion} ${kind}`)
  assert.equal(messageOfKind('v1', 'Nothing'), undefined)
  assert.equal(messageOfKind('apps/v9', 'Deployment'), undefined)
})
