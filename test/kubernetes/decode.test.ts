import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { decodeStored } from '../../src/kubernetes/decode.ts'
import { editable } from '../../src/kubernetes/editable.ts'
import { writeEnvelope } from '../../src/kubernetes/envelope.ts'
import { jsonText } from '../../src/kubernetes/json.ts'
import { shown, shownMember, shownYaml } from '../../src/kubernetes/shown.ts'
import { storedAnnotation, storedMetadata, storedObject, type Wire, wireMessage } from '../support/stored-object.ts'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const secret = storedObject('v1', 'Secret', [
  [
    1,
    storedMetadata(
      'db',
      storedAnnotation('kubectl.kubernetes.io/last-applied-configuration', '{"data":{"password":"aHVudGVyMg=="}}'),
    ),
  ],
  [
    2,
    [
      [1, 'password'],
      [2, bytes('hunter2')],
    ],
  ],
  [3, 'Opaque'],
  [
    4,
    [
      [1, 'plain'],
      [2, 'hunter3'],
    ],
  ],
])

function objectText(value: Uint8Array): string {
  const decoded = decodeStored(value)
  return decoded.kind === 'object'
    ? jsonText(decoded.object)
    : `${decoded.kind}: ${'reason' in decoded ? decoded.reason : ''}`
}

function yamlOf(value: Uint8Array, showSecrets = false): string {
  const decoded = shown(value, { showSecrets })
  assert.ok(decoded !== undefined)
  return shownYaml(decoded)
}

test('a Secret shows sizes and digests, in its last applied configuration too', () => {
  const applied = '{"data":{"password":"aHVudGVyMg=="}}'
  assert.equal(
    yamlOf(secret),
    `apiVersion: v1
data:
  password: 7 bytes, sha256 ${sha256('hunter2')}
kind: Secret
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: 36 bytes, sha256 ${sha256(applied)}
  name: db
  namespace: default
stringData:
  plain: 7 bytes, sha256 ${sha256('hunter3')}
type: Opaque
`,
  )
})

test('with showSecrets, and to be edited, a Secret has its values', () => {
  assert.match(yamlOf(secret, true), /^ {2}password: aHVudGVyMg==$/m)
  assert.match(editable(secret).text, /^ {2}plain: hunter3$/m)
})

test('a Secret in JSON, in a list, and what is unknown of one is hidden as well', () => {
  const json = { apiVersion: 'v1', kind: 'Secret', data: { password: 'aHVudGVyMg==' } }
  const list = { apiVersion: 'v1', kind: 'SecretList', items: [json] }
  const newer = storedObject('v1', 'Secret', [
    [1, storedMetadata('db')],
    [3, 'Opaque'],
    [77, 'hunter2'],
    [78, [[1, 'hunter2']]],
  ])
  for (const value of [bytes(JSON.stringify(json)), bytes(JSON.stringify(list)), newer]) {
    assert.doesNotMatch(yamlOf(value), /hunter|aHVud/, yamlOf(value))
    assert.match(yamlOf(value), /bytes, sha256 [0-9a-f]{64}/)
    assert.match(yamlOf(value, true), /aHVud/)
  }
})

test('a Secret that is cut short shows nothing of itself, wherever the cut is', () => {
  for (let size = 4; size < secret.length; size++) {
    const text = yamlOf(secret.subarray(0, size))
    assert.doesNotMatch(text, /hunter|aHVud/, `${size}: ${text}`)
    const isWhole = size >= secret.length - 4
    assert.match(
      text,
      isWhole ? /^apiVersion: v1\n|cut short/ : /^# begins as an object of Kubernetes and cannot be read: /,
    )
  }
})

test('an encrypted value is named with its provider and key', () => {
  const value = Buffer.concat([bytes('k8s:enc:aescbc:v1:key1:'), Buffer.from([0, 1, 2, 255])])
  assert.deepEqual(decodeStored(new Uint8Array(value)), {
    kind: 'encrypted',
    provider: 'aescbc',
    version: 'v1',
    key: 'key1',
    size: 4,
  })
  assert.equal(yamlOf(new Uint8Array(value)), '# encrypted by aescbc (v1) with the key key1: 4 bytes\n')
  const shownValue = shown(new Uint8Array(value), { showSecrets: false })
  assert.ok(shownValue)
  assert.equal(shownMember(shownValue), '"encrypted":{"provider":"aescbc","version":"v1","key":"key1","size":4}')
  assert.throws(() => editable(new Uint8Array(value)), /encrypted by aescbc/)
})

test('what merely begins like an object is told from one', () => {
  for (const text of [
    '',
    'k',
    'k8s',
    'k8s:',
    'k8s:enc:aescbc',
    'hello',
    '{}',
    '[]',
    '{"kind":"Pod"}',
    '{"apiVersion":1,"kind":"A"}',
    '{',
    '{"apiVersion":"v1","kind":"A"',
    '"a"',
  ]) {
    assert.deepEqual(decodeStored(bytes(text)), { kind: 'other' }, text)
  }
  for (const text of ['k8s\0', 'k8s\0x', 'k8s\0hello', 'k8s\0\xff\xff']) {
    assert.equal(decodeStored(new Uint8Array(Buffer.from(text, 'latin1'))).kind, 'broken', text)
  }
})

test('a field that the table does not have is shown by its number, and can be edited around', () => {
  const value = storedObject('v1', 'ConfigMap', [
    [1, storedMetadata('a')],
    [
      2,
      [
        [1, 'k'],
        [2, 'v'],
      ],
    ],
    [99, 5n],
    [99, 'text'],
    [100, (1n << 64n) - 1n],
  ])
  assert.match(yamlOf(value), /^unknown field 99:\n- varint: 5\n- bytes: dGV4dA==\nunknown field 100:\n- varint: -1\n/m)
  const { text, encode } = editable(value)
  assert.deepEqual(encode(text), value)
  const changed = encode(text.replace('k: v', 'k: w'))
  assert.equal(objectText(changed), objectText(value).replace('"k":"v"', '"k":"w"'))
})

test('an unknown field of a message that has no name of its own keeps its path', () => {
  const volume: Wire = [
    [1, 'data'],
    [
      2,
      [
        [
          2,
          [
            [1, ''],
            [99, 7n],
          ],
        ],
        [88, 8n],
      ],
    ],
  ]
  const value = storedObject('v1', 'Pod', [
    [1, storedMetadata('a')],
    [2, [[1, volume]]],
    [3, []],
  ])
  assert.match(
    objectText(value),
    /"volumes":\[\{"name":"data","emptyDir":\{"unknown field 99":\[\{"varint":7\}\]\},"unknown field 2.88":\[\{"varint":8\}\]\}\]/,
  )
})

test('a kind that the table does not have is shown as unknown fields', () => {
  const value = storedObject('example.com/v1', 'Thing', [
    [1, [[1, 'a']]],
    [2, 3n],
  ])
  assert.equal(
    objectText(value),
    '{"apiVersion":"example.com/v1","kind":"Thing","unknown field 1":[{"bytes":"CgFh"}],"unknown field 2":[{"varint":3}]}',
  )
  assert.throws(() => editable(value), /example.com\/v1 Thing is not known/)
})

test('what could not be shown whole is broken, and the reason names the field', () => {
  const pod = (spec: Wire) =>
    storedObject('v1', 'Pod', [
      [1, storedMetadata('a')],
      [2, spec],
      [3, []],
    ])
  const cases: (readonly [Uint8Array, RegExp])[] = [
    [
      pod([
        [3, 'Always'],
        [3, 'Never'],
      ]),
      /^\.spec\.restartPolicy: it comes twice$/,
    ],
    [pod([[3, Uint8Array.of(0xff)]]), /^\.spec\.restartPolicy: a text is not UTF-8$/],
    [pod([[3, 1n]]), /^\.spec\.restartPolicy: wire type 0$/],
    [pod([[11, 2n]]), /^\.spec\.hostNetwork: 2 is neither true nor false$/],
    [pod([[25, 1n << 40n]]), /^\.spec\.priority: 1099511627776 does not fit into 32 bits$/],
    [
      pod([
        [
          7,
          [
            [1, 'a'],
            [2, 'b'],
            [3, 'c'],
          ],
        ],
      ]),
      /^\.spec\.nodeSelector: field 3 of an entry/,
    ],
    [
      pod([
        [
          2,
          [
            [1, 'c'],
            [
              8,
              [
                [
                  1,
                  [
                    [1, 'cpu'],
                    [2, [[1, 'much']]],
                  ],
                ],
              ],
            ],
          ],
        ],
      ]),
      /^\.spec\.containers\.resources\.limits: "much" is not a quantity/,
    ],
    [storedObject('v1', 'Pod', [[1, [[8, [[1, 1n << 60n]]]]]]), /^\.metadata\.creationTimestamp: .* no time/],
    [
      writeEnvelope({ apiVersion: 'v1', kind: 'Pod', raw: wireMessage([]), contentEncoding: 'gzip', contentType: '' }),
      /encoded as "gzip"/,
    ],
    [
      writeEnvelope({
        apiVersion: 'v1',
        kind: 'Pod',
        raw: wireMessage([]),
        contentEncoding: '',
        contentType: 'application/cbor',
      }),
      /of type "application\/cbor"/,
    ],
  ]
  for (const [value, reason] of cases) {
    const decoded = decodeStored(value)
    assert.match(decoded.kind === 'broken' ? decoded.reason : objectText(value), reason)
  }
})

test('what Go prints for nothing: null, {} and zero where its type does not leave it out', () => {
  const pod = storedObject('v1', 'Pod', [])
  assert.equal(objectText(pod), '{"apiVersion":"v1","kind":"Pod","metadata":{},"spec":{"containers":null},"status":{}}')
})

test('numbers of 64 bits, times before 1970, whole numbers or text stay exact', () => {
  const lease = storedObject('coordination.k8s.io/v1', 'Lease', [
    [
      1,
      storedMetadata('l', [
        9,
        [
          [1, -1n],
          [2, 0n],
        ],
      ]),
    ],
    [
      2,
      [
        [1, 'holder'],
        [
          3,
          [
            [1, 1700000000n],
            [2, 123456000n],
          ],
        ],
      ],
    ],
  ])
  assert.match(
    objectText(lease),
    /"deletionTimestamp":"1969-12-31T23:59:59Z".*"acquireTime":"2023-11-14T22:13:20.123456Z"/,
  )
  const big = storedObject('v1', 'Pod', [
    [
      1,
      [
        [1, 'a'],
        [7, 9007199254740993n],
      ],
    ],
    [2, [[4, -9223372036854775808n]]],
  ])
  assert.match(objectText(big), /"generation":9007199254740993.*"terminationGracePeriodSeconds":-9223372036854775808/)
})

test('JSON is read to the last digit, and as it is named', () => {
  const text =
    '{"apiVersion":"example.com/v1","kind":"Thing","spec":{"10":1,"9":2,"__proto__":3,"big":18446744073709551616,"half":0.5}}'
  assert.equal(objectText(bytes(text)), text)
  for (const bad of [
    '{"apiVersion":"v1","kind":"A","a":1,"a":2}',
    '{"apiVersion":"v1","kind":"A","a":0.12345678901234567890123}',
    '{"apiVersion":"v1","kind":"A","a":"\\ud800"}',
  ]) {
    assert.equal(decodeStored(bytes(bad)).kind, 'other', bad)
  }
})

test('an object in JSON is written back in its own order, with the newline of a stream', () => {
  for (const ending of ['', '\n']) {
    const typed = `{"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1","metadata":{"name":"a","uid":"u"},"spec":{"group":"\\u003ca\\u003e"}}${ending}`
    const { text, encode } = editable(bytes(typed))
    assert.equal(Buffer.from(encode(text)).toString(), typed)
    const changed = encode(text.replace('  uid: u', '  labels: {b: "1", a: x}\n  uid: v'))
    assert.equal(
      Buffer.from(changed).toString(),
      typed.replace('"name":"a","uid":"u"', '"labels":{"a":"x","b":"1"},"name":"a","uid":"v"'),
    )
  }
  assert.throws(() => editable(bytes('{ "kind": "A", "apiVersion": "v1" }')), /could not be written back byte for byte/)
})

test('an edit is refused that Kubernetes could not read', () => {
  const { text, encode } = editable(
    storedObject('v1', 'ConfigMap', [
      [1, storedMetadata('a')],
      [
        2,
        [
          [1, 'k'],
          [2, 'v'],
        ],
      ],
    ]),
  )
  const refusals: (readonly [string, RegExp])[] = [
    [text.replace('kind: ConfigMap', 'kind: Secret'), /kind has to stay/],
    [text.replace('data:', 'dada:'), /^KubernetesError: \.dada: Kubernetes knows no such field/],
    [text.replace('k: v', 'k: 1'), /^KubernetesError: \.data\["k"\]: 1 is not a text/],
    [text.replace('k: v', 'k: [v'), /no YAML: /],
    [text.replace('  k: v', '  k: v\n  k: w'), /no YAML: .*unique/],
    [`${text}immutable: 1\n`, /^KubernetesError: \.immutable: 1 is not true or false/],
    ['', /no object/],
    ['- a\n', /no object/],
    [`${text}---\n${text}`, /no YAML: /],
  ]
  for (const [changed, reason] of refusals)
    assert.throws(
      () => encode(changed),
      (error: Error) => reason.test(String(error)),
      changed,
    )
  assert.throws(() => encode(text.replace('name: a', 'creationTimestamp: "2024-02-30T00:00:00Z"')), /no time/)
})

test('an object in a packed list, an unpacked one and one with a padded number says the same', () => {
  const numbers = (spec: Wire) =>
    objectText(
      storedObject('v1', 'Pod', [
        [1, storedMetadata('a')],
        [2, [[14, spec]]],
      ]),
    )
  const packed = numbers([[4, Uint8Array.of(1, 2, 0x83, 0)]])
  assert.equal(
    packed,
    numbers([
      [4, 1n],
      [4, 2n],
      [4, 3n],
    ]),
  )
  assert.match(packed, /"supplementalGroups":\[1,2,3\]/)
})

test('the members of a line of JSON', () => {
  const member = (value: Uint8Array): string => {
    const decoded = shown(value, { showSecrets: false })
    return decoded === undefined ? '' : shownMember(decoded)
  }
  assert.equal(member(bytes('{"kind":"A","apiVersion":"v1"}')), '"object":{"apiVersion":"v1","kind":"A"}')
  assert.match(
    member(bytes('k8s\0\n')),
    /^"broken":"begins as an object of Kubernetes and cannot be read: it is cut short"$/,
  )
  assert.equal(member(bytes('plain')), '')
})
