import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { decodeEnvelope, decodeStored } from '../../src/kubernetes/decode.ts'
import { editable } from '../../src/kubernetes/editable.ts'
import { encodeMessage } from '../../src/kubernetes/encode-message.ts'
import { type Envelope, readEnvelope, writeEnvelope } from '../../src/kubernetes/envelope.ts'
import { type Json, type JsonObject, jsonText, sorted } from '../../src/kubernetes/json.ts'
import { KubernetesError } from '../../src/kubernetes/kubernetes-error.ts'
import { messageOfKind } from '../../src/kubernetes/schema.ts'
import { parseYaml, yamlText } from '../../src/kubernetes/yaml.ts'
import { commitSeed } from '../support/commit-seed.ts'
import { kubernetesSources } from '../support/kubernetes-sources.ts'
import { pick, type Random, randomObject, randomText, seeded } from './random-object.ts'
import { wireLeaves } from './wire-leaves.ts'

const seed = Number(process.env.FUZZ_SEED ?? commitSeed())
const seconds = Number(process.env.FUZZ_SECONDS ?? 5)
const plain = { read: () => undefined, write: (value: Json) => jsonText(value) }

function encoded({ apiVersion, kind, object }: ReturnType<typeof randomObject>): Uint8Array {
  const message = messageOfKind(apiVersion, kind)
  assert.ok(message)
  const raw = encodeMessage(object, message, { path: '', embedded: plain })
  return writeEnvelope({ apiVersion, kind, raw, contentEncoding: '', contentType: '' })
}

/** Calls with generators of rising seeds until the time is up; names the seed that failed. */
function play(name: string, once: (random: Random) => void): number {
  const end = performance.now() + seconds * 1000
  let count = 0
  for (; performance.now() < end; count++) {
    try {
      once(seeded(seed + count))
    } catch (error) {
      throw new Error(`${name}: FUZZ_SEED=${seed + count}: ${error instanceof Error ? error.stack : error}`)
    }
  }
  return count
}

test(`random objects of all kinds come back from their bytes and their YAML (FUZZ_SEED=${seed})`, (t) => {
  const count = play('objects', (random) => {
    const value = encoded(randomObject(random))
    const decoded = decodeStored(value)
    assert.equal(decoded.kind, 'object', JSON.stringify(decoded))
    if (decoded.kind !== 'object') return
    const text = yamlText(decoded.object)
    assert.equal(jsonText(sorted(parseYaml(text))), jsonText(sorted(decoded.object)))
    assert.doesNotMatch(text, /[\0-\x08\x0b-\x1f\x7f-\x9f\u202e\u2028]/)
    const edited = editable(value)
    assert.ok(Buffer.compare(edited.encode(edited.text), value) === 0)
  })
  t.diagnostic(`${count} objects`)
})

test(`texts of all sorts come back from YAML, as keys and as values (FUZZ_SEED=${seed})`, (t) => {
  const count = play('texts', (random) => {
    const list = Array.from({ length: 20 }, () => randomText(random))
    const value = new Map<string, Json>([...list.map((text) => [text, text] as const), ['list', [...list, list]]])
    assert.equal(jsonText(sorted(parseYaml(yamlText(value)))), jsonText(sorted(value)))
    for (const text of list) {
      assert.equal(parseYaml(yamlText(text)), text)
      assert.doesNotMatch(yamlText(text), /^(?:---|\.\.\.)/m)
    }
  })
  t.diagnostic(`${count} lists of texts`)
})

const corpus = await storedSamples()

/** The test data of Kubernetes where it can be had, and objects of our own. */
async function storedSamples(): Promise<Uint8Array[]> {
  const sources = await kubernetesSources()
  const own = Array.from({ length: 200 }, (_, index) => encoded(randomObject(seeded(seed + index))))
  if (typeof sources === 'string') return own
  const folder = join(sources.folder, `api@${sources.versions.at(-1)}`, 'testdata', 'HEAD')
  const files = readdirSync(folder).filter((name) => name.endsWith('.pb'))
  return [...own, ...files.map((name) => new Uint8Array(readFileSync(join(folder, name))))]
}

/** Some bytes are changed, cut out, doubled or put in. */
function damaged(random: Random, bytes: Uint8Array): Uint8Array {
  const at = (): number => Math.floor(random() * (bytes.length + 1))
  const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number]
  const near = Math.min(to, from + Math.floor(random() * 12))
  const parts = pick(random, [
    [bytes.subarray(0, from)],
    [bytes.subarray(0, from), bytes.subarray(near)],
    [bytes.subarray(0, near), bytes.subarray(from)],
    [bytes.subarray(0, from), Uint8Array.of(random() * 256, random() * 256), bytes.subarray(from)],
    [bytes.subarray(0, from), Uint8Array.of(random() * 256), bytes.subarray(from + 1)],
    [
      bytes.subarray(0, from),
      Uint8Array.of((bytes[from] ?? 0) ^ (1 << Math.floor(random() * 8))),
      bytes.subarray(from + 1),
    ],
  ])
  return new Uint8Array(Buffer.concat(parts))
}

/** Damages within a message, so that lengths around it still hold. */
function damagedDeep(random: Random, bytes: Uint8Array): Uint8Array {
  const { raw, ...rest } = readEnvelope(bytes)
  return writeEnvelope({ ...rest, raw: random() < 0.3 ? damaged(random, raw) : damagedField(random, raw, 0) })
}

/** Goes down into a field that may be a message. */
function damagedField(random: Random, bytes: Uint8Array, depth: number): Uint8Array {
  const starts: (readonly [start: number, from: number, end: number])[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0
    const size = bytes[at + 1] ?? 0
    // one-byte tags and lengths are enough to go down by
    if ((tag & 7) !== 2 || tag > 0x7f || size > 0x7f || at + 2 + size > bytes.length) break
    starts.push([at, at + 2, at + 2 + size])
    at += 2 + size
  }
  if (starts.length === 0 || depth > 6 || random() < 0.2) return damaged(random, bytes)
  const [start, from, end] = pick(random, starts)
  const inner = damagedField(random, bytes.subarray(from, end), depth + 1)
  if (inner.length > 0x7f) return damaged(random, bytes)
  return new Uint8Array(
    Buffer.concat([
      bytes.subarray(0, start),
      Uint8Array.of(bytes[start] ?? 0, inner.length),
      inner,
      bytes.subarray(end),
    ]),
  )
}

/** What became of a damaged value. */
type Outcome =
  | 'broken'
  | 'not of Kubernetes'
  | 'the same bytes again'
  | 'the same said otherwise'
  | 'shown, and not writable'

function outcome(value: Uint8Array): Outcome {
  const decoded = decodeStored(value)
  if (decoded.kind === 'broken') return 'broken'
  if (decoded.kind !== 'object') return 'not of Kubernetes'
  if (decoded.form === 'json') return 'not of Kubernetes'
  const envelope = readEnvelope(value)
  const again = reencoded(envelope, decoded.object)
  if (again === undefined) return 'shown, and not writable'
  if (Buffer.compare(again, value) === 0) return 'the same bytes again'
  assertNothingLost(envelope, again)
  return 'the same said otherwise'
}

function reencoded(envelope: Envelope, object: JsonObject): Uint8Array | undefined {
  const texts = new Map<string, string>()
  const embedded = {
    read: (value: Json, text: string) => void texts.set(jsonText(value), text),
    write: (value: Json) => texts.get(jsonText(value)) ?? jsonText(value),
  }
  decodeEnvelope(envelope, embedded)
  const fields = new Map(object)
  fields.delete('apiVersion')
  fields.delete('kind')
  const message = messageOfKind(envelope.apiVersion, envelope.kind) ?? { name: '', fields: [], byNumber: new Map() }
  try {
    return writeEnvelope({ ...envelope, raw: encodeMessage(fields, message, { path: '', embedded }) })
  } catch (error) {
    if (error instanceof KubernetesError && /fraction|no quantity/.test(error.message)) return undefined
    throw error
  }
}

/** Judged apart from the decoder: all that was stored must be in what is written again. */
function assertNothingLost(envelope: Envelope, again: Uint8Array): void {
  const message = messageOfKind(envelope.apiVersion, envelope.kind)
  const before = wireLeaves(envelope.raw, message)
  const after = new Set(wireLeaves(readEnvelope(again).raw, message))
  const lost = before.filter((line) => !after.has(line))
  assert.deepEqual(lost, [], `${lost.length} of ${before.length} lost`)
}

test(`damaged values are broken or shown whole, never less (FUZZ_SEED=${seed})`, (t) => {
  const outcomes = new Map<Outcome, number>()
  const count = play('damage', (random) => {
    const value = pick(random, corpus)
    const bad = random() < 0.2 ? damaged(random, value) : damagedDeep(random, value)
    const found = outcome(bad)
    outcomes.set(found, (outcomes.get(found) ?? 0) + 1)
    try {
      const edited = editable(bad)
      assert.ok(Buffer.compare(edited.encode(edited.text), bad) === 0)
    } catch (error) {
      assert.ok(error instanceof KubernetesError, String(error))
    }
  })
  t.diagnostic(`${count} values: ${JSON.stringify(Object.fromEntries(outcomes))}`)
  assert.ok((outcomes.get('the same said otherwise') ?? 0) > 0 || count < 500)
})
