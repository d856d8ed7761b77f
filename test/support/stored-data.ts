import { writeEnvelope } from '../../src/kubernetes/envelope.ts'
import { WireWriter } from '../../src/kubernetes/wire-writer.ts'

/** A ConfigMap as Kubernetes stores it, whose data is a port. */
export function storedConfigMap(port: string): Uint8Array {
  return stored('ConfigMap', 'port', port)
}

/** A Secret as Kubernetes stores it, whose data is a password. */
export function storedSecret(password: string): Uint8Array {
  return stored('Secret', 'password', password)
}

/** ObjectMeta is field 1 of both kinds, and the data field 2, a map. */
function stored(kind: string, key: string, value: string): Uint8Array {
  const metadata = new WireWriter()
  const names = [
    [1, 'settings'],
    [2, ''],
    [3, 'default'],
    [4, ''],
    [5, ''],
    [6, ''],
  ] as const
  for (const [number, text] of names) metadata.text(number, text)
  metadata.varint(7, 0n)
  metadata.delimited(8, new Uint8Array())
  const entry = new WireWriter()
  entry.text(1, key)
  entry.text(2, value)
  const raw = new WireWriter()
  raw.delimited(1, metadata.finish())
  raw.delimited(2, entry.finish())
  return writeEnvelope({ apiVersion: 'v1', kind, raw: raw.finish(), contentEncoding: '', contentType: '' })
}
