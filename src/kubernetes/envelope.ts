import { joinBytes } from '../base/bytes.ts'
import { KubernetesError } from './kubernetes-error.ts'
import { textOf, WireReader } from './wire-reader.ts'
import { WireWriter } from './wire-writer.ts'

/** `k8s` and NUL: what Kubernetes writes before an object in protobuf. */
const magic = [0x6b, 0x38, 0x73, 0]

/** What stands around an object that is stored as protobuf. */
export interface Envelope {
  readonly apiVersion: string
  readonly kind: string
  /** The object's own bytes. */
  readonly raw: Uint8Array
  readonly contentEncoding: string
  readonly contentType: string
}

export function hasEnvelope(value: Uint8Array): boolean {
  return magic.every((byte, at) => value[at] === byte)
}

/** Throws a KubernetesError for an envelope that is cut short, malformed, or holds what it has no field for. */
export function readEnvelope(value: Uint8Array): Envelope {
  const fields = delimitedFields(value.subarray(magic.length), 4)
  const typeMeta = delimitedFields(fields[0], 2)
  const [, raw] = fields
  // Kubernetes writes it even when it is empty
  if (raw === undefined) throw new KubernetesError('it is cut short: no object is in it')
  return {
    apiVersion: textOf(typeMeta[0] ?? nothing),
    kind: textOf(typeMeta[1] ?? nothing),
    raw,
    contentEncoding: textOf(fields[2] ?? nothing),
    contentType: textOf(fields[3] ?? nothing),
  }
}

const nothing = new Uint8Array()

/** The fields 1 to `count`, each of which comes at most once; undefined for one that does not come. */
function delimitedFields(bytes: Uint8Array = nothing, count: number): readonly (Uint8Array | undefined)[] {
  const fields: (Uint8Array | undefined)[] = Array.from({ length: count })
  const reader = new WireReader(bytes)
  while (!reader.isAtEnd) {
    const { number, wireType } = reader.tag()
    const isKnown = number <= count && wireType === 2 && fields[number - 1] === undefined
    if (!isKnown)
      throw new KubernetesError(`field ${number} around the object, which has no such field there, or has it twice`)
    fields[number - 1] = reader.delimited()
  }
  return fields
}

/** All fields are written, empty ones too, as Kubernetes does. */
export function writeEnvelope({ apiVersion, kind, raw, contentEncoding, contentType }: Envelope): Uint8Array {
  const typeMeta = new WireWriter()
  typeMeta.text(1, apiVersion)
  typeMeta.text(2, kind)
  const writer = new WireWriter()
  writer.delimited(1, typeMeta.finish())
  writer.delimited(2, raw)
  writer.text(3, contentEncoding)
  writer.text(4, contentType)
  return joinBytes([Uint8Array.from(magic), writer.finish()])
}
