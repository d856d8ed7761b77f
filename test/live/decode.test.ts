import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test, { type TestContext } from 'node:test'
import { editable } from '../../src/kubernetes/editable.ts'
import { startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { type BinOptions, runBin } from '../support/run-bin.ts'
import { storedAnnotation, storedMetadata, storedObject } from '../support/stored-object.ts'
import { openTerminal, terminalProblem } from '../support/terminal.ts'

const etcd = (await findEtcdBinaries()).binaries.findLast(({ release }) => release !== '3.3')
const skip = etcd === undefined && 'no etcd server found'
const noTerminal = await terminalProblem()

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const configMap = storedObject('v1', 'ConfigMap', [
  [1, storedMetadata('settings')],
  [
    2,
    [
      [1, 'mode'],
      [2, 'fast'],
    ],
  ],
])
const secret = storedObject('v1', 'Secret', [
  [1, storedMetadata('db')],
  [
    2,
    [
      [1, 'password'],
      [2, 'hunter2'],
    ],
  ],
  [3, 'Opaque'],
])
const crd = '{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"t"},"spec":{"size":9007199254740993}}\n'

const configMapYaml = `apiVersion: v1
data:
  mode: fast
kind: ConfigMap
metadata:
  name: settings
  namespace: default
`

async function start(t: TestContext) {
  assert.ok(etcd)
  const cluster = await startCluster({ binaries: etcd })
  t.after(() => cluster.close())
  const flags = cluster.clientFlags()
  const run = async (args: readonly (string | Uint8Array)[], options: BinOptions = {}) => {
    const { code, stdout, stderr } = await runBin([...flags, ...args], options)
    return { code, stdout: stdout.toString(), stderr }
  }
  const put = async (key: string, value: Uint8Array | string) => {
    assert.equal((await run(['put', key], { stdin: Buffer.from(value) })).code, 0)
  }
  return { run, put, flags }
}

test('get shows what Kubernetes has stored, in YAML and in lines of JSON', { skip }, async (t) => {
  const { run, put } = await start(t)
  await put('/registry/configmaps/default/settings', configMap)
  await put('/registry/encrypted', Buffer.concat([Buffer.from('k8s:enc:aescbc:v1:key1:'), Buffer.from([0, 255])]))
  await put('/registry/plain', 'two\nlines\n')
  await put('/registry/secrets/default/db', secret)
  await put('/registry/things/t', crd)
  const documents = `# /registry/configmaps/default/settings
${configMapYaml}---
# /registry/encrypted
# encrypted by aescbc (v1) with the key key1: 2 bytes
---
# /registry/plain
|
  two
  lines
---
# /registry/secrets/default/db
apiVersion: v1
data:
  password: 7 bytes, sha256 ${sha256('hunter2')}
kind: Secret
metadata:
  name: db
  namespace: default
type: Opaque
---
# /registry/things/t
apiVersion: example.com/v1
kind: Thing
metadata:
  name: t
spec:
  size: 9007199254740993
`
  const all = ['get', '/registry/', '--prefix']
  for (const format of [
    ['--decode', 'auto'],
    ['-w', 'yaml'],
    ['-w', 'simple', '--decode=auto'],
  ]) {
    assert.deepEqual(await run([...all, ...format]), { code: 0, stdout: documents, stderr: '' })
  }
  const forced = await run([...all, '--decode', 'k8s'])
  assert.deepEqual(forced, { code: 1, stdout: documents, stderr: 'Error: 1 value not stored by Kubernetes\n' })
  const shown = await run(['get', '/registry/secrets/default/db', '-w', 'yaml', '--show-secrets'])
  assert.match(shown.stdout, /^ {2}password: aHVudGVyMg==$/m)

  const lines = (await run([...all, '--decode', 'auto', '-w', 'jsonl'])).stdout.split('\n')
  assert.equal(
    lines[0],
    '{"key":"/registry/configmaps/default/settings","object":{"apiVersion":"v1","data":{"mode":"fast"},"kind":"ConfigMap","metadata":{"name":"settings","namespace":"default"}},"create_revision":2,"mod_revision":2,"version":1}',
  )
  assert.match(
    lines[1] ?? '',
    /"encrypted":\{"provider":"aescbc","version":"v1","key":"key1","size":2\},"create_revision":3/,
  )
  assert.match(lines[2] ?? '', /"value":"two\\nlines\\n"/)
  assert.match(lines[3] ?? '', /"password":"7 bytes, sha256 /)
  assert.match(lines[4] ?? '', /"size":9007199254740993/)
})

test('without --decode nothing is decoded, and none says so for YAML', { skip }, async (t) => {
  const { run, put } = await start(t)
  await put('s', secret)
  const raw = `s\n${Buffer.from(secret)}\n`
  assert.equal((await run(['get', 's'])).stdout, raw)
  assert.equal((await run(['get', 's', '--decode', 'none'])).stdout, raw)
  assert.match((await run(['get', 's', '-w', 'jsonl'])).stdout, /"value_base64":|"value":"k8s/)
  const bytes = (await run(['get', 's', '-w', 'yaml', '--decode', 'none', '--print-value-only'])).stdout
  assert.match(bytes, /hunter2|!!binary [A-Za-z0-9+/=]+/)
})

test('a value that cannot be read is never shown, and ends the run with 1', { skip }, async (t) => {
  const { run, put } = await start(t)
  await put('a', secret.subarray(0, secret.length - 8))
  await put('b', configMap)
  const { code, stdout, stderr } = await run(['get', 'a', 'c', '--decode', 'auto'])
  assert.equal(code, 1)
  assert.equal(
    stdout,
    `# a\n# begins as an object of Kubernetes and cannot be read: it is cut short\n---\n# b\n${configMapYaml}`,
  )
  assert.equal(stderr, 'Error: 1 value of Kubernetes cannot be read: it is cut short\n')
  const line = (await run(['get', 'a', '--decode', 'auto', '-w', 'jsonl'])).stdout
  assert.match(
    line,
    /^\{"key":"a","broken":"begins as an object of Kubernetes and cannot be read: it is cut short","create_revision":2/,
  )
})

test('what --decode cannot do is refused before anything is printed', { skip }, async (t) => {
  const { run, put } = await start(t)
  await put('a', configMap)
  const refusals: (readonly [readonly string[], number, string])[] = [
    [['--decode', 'yaml'], 128, 'invalid value "yaml" for --decode: use k8s, auto or none'],
    [['--decode', 'k8s', '-w', 'json'], 128, '--decode is for -w yaml, jsonl and simple'],
    [['--decode', 'k8s', '--keys-only'], 128, '--keys-only leaves no value to decode or to show as YAML'],
    [['-w', 'yaml', '--keys-only'], 128, '--keys-only leaves no value to decode or to show as YAML'],
  ]
  assert.deepEqual(await run(['watch', 'a', '--decode', 'auto', '-w', 'jsonl']), {
    code: 128,
    stdout: '',
    stderr: 'Error: --decode of watch is for -w yaml and simple\n',
  })
  for (const [flags, code, message] of refusals) {
    assert.deepEqual(
      await run(['get', 'a', ...flags]),
      { code, stdout: '', stderr: `Error: ${message}\n` },
      flags.join(' '),
    )
  }
  assert.deepEqual(await run(['member', 'list', '-w', 'yaml']), {
    code: 4,
    stdout: '',
    stderr: 'Error: yaml not supported as output format\n',
  })
})

test('watch shows each event as a document', { skip }, async (t) => {
  const { run, put } = await start(t)
  await put('a', configMap)
  await put(
    'a',
    storedObject('v1', 'ConfigMap', [
      [1, storedMetadata('settings')],
      [
        2,
        [
          [1, 'mode'],
          [2, 'slow'],
        ],
      ],
    ]),
  )
  await run(['del', 'a'])
  const { stdout } = await run(['watch', 'a', '--rev', '2', '--prev-kv', '--decode', 'k8s'], { killAfterMs: 3000 })
  const slow = configMapYaml.replace('fast', 'slow')
  assert.equal(
    stdout,
    `---
# PUT a revision 2
${configMapYaml}---
# BEFORE a revision 2
${configMapYaml}---
# PUT a revision 3
${slow}---
# BEFORE a revision 3
${slow}---
# DELETE a revision 4
`,
  )
})

test('on a terminal no name and no annotation steers it', { skip: skip || (noTerminal ?? false) }, async (t) => {
  const { put, flags } = await start(t)
  const evil = 'a\x1b]0;x\x07\x1b[31m\r\x9b5m\u202e\u0085b'
  await put(
    'evil\x1b[2J\u009b',
    storedObject('v1', 'ConfigMap', [
      [1, storedMetadata(evil, storedAnnotation(`key${evil}`, evil))],
      [
        2,
        [
          [1, `k${evil}`],
          [2, `${evil}\nline ${evil}\n`],
        ],
      ],
      [77, evil],
    ]),
  )
  for (const format of ['--decode=auto', '-w=yaml', '-w=jsonl']) {
    const terminal = openTerminal(
      t,
      [ourProgram('etcdctl'), ...flags, 'get', 'evil', '--prefix', format, '--decode=k8s'],
      { env: { NO_COLOR: '1' } },
    )
    assert.deepEqual(await terminal.ended, { code: 0, signal: null }, terminal.screen)
    assert.doesNotMatch(terminal.screen.replaceAll('\r\n', '\n'), /[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]/, format)
    assert.match(terminal.screen, /\\e|\\u001b|\\x1b/)
  }
})

test('through a pipe YAML holds the same text again', { skip }, async (t) => {
  const { run, put } = await start(t)
  const evil = 'a\x1b[31m\r\u009b\u202eb'
  const value = storedObject('v1', 'ConfigMap', [
    [1, storedMetadata('x')],
    [
      2,
      [
        [1, 'k'],
        [2, evil],
      ],
    ],
  ])
  await put('x', value)
  const { stdout } = await run(['get', 'x', '-w', 'yaml', '--print-value-only'])
  assert.deepEqual(editable(value).encode(stdout), value)
})
