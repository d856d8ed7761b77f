import assert from 'node:assert/strict'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { bytes, openTestClient, within } from '../client/open.ts'
import { startCluster } from '../support/cluster.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { runBin } from '../support/run-bin.ts'
import { storedConfigMap, storedSecret } from '../support/stored-data.ts'
import { openTerminal, terminalProblem } from '../support/terminal.ts'

const etcd = await newestEtcd()
const skip = etcd === undefined && 'no etcd server found'
const noTerminal = await terminalProblem()
const longMs = 120_000

async function start(t: TestContext) {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd })
  t.after(() => cluster.close())
  const folder = await mkdtemp(join(tmpdir(), 'etcdctl-ts-'))
  t.after(() => rm(folder, { recursive: true }))
  const client = await openTestClient(t, cluster.endpoints)
  const flags = cluster.clientFlags()
  /** An editor that runs these lines of shell; the file is $1. */
  const editor = async (script: string) => {
    const path = join(folder, `editor-${Math.random().toString(36).slice(2)}`)
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o700)
    return path
  }
  const env = async (script: string) => ({ EDITOR: await editor(script), TMPDIR: folder, HOME: folder })
  const edit = async (script: string, ...args: string[]) => {
    const { code, stdout, stderr } = await runBin([...flags, 'edit', ...args], { env: await env(script) })
    return { code, stdout: stdout.toString(), stderr }
  }
  const put = (value: string | Uint8Array, lease = 0n) =>
    client.kv.put({ key: bytes('k'), value: typeof value === 'string' ? bytes(value) : value, lease }, within(longMs))
  const stored = async () => {
    const { kvs } = await client.kv.range({ key: bytes('k') }, within(longMs))
    return { value: Buffer.from(kvs[0]?.value ?? []), lease: kvs[0]?.lease, revision: kvs[0]?.modRevision }
  }
  return { cluster, edit, env, put, stored, folder, flags }
}

const done = { code: 0, stdout: 'OK\n', stderr: '' }

test('edit stores what the editor saved, to the byte, and keeps the lease', { skip }, async (t) => {
  const { cluster, edit, put, stored } = await start(t)
  const { ID } = await (await openTestClient(t, cluster.endpoints)).lease.leaseGrant({ TTL: 600n }, within(longMs))
  await put('port 8080', ID)
  assert.deepEqual(await edit('sed -i s/8080/8443/ "$1"', 'k'), done)
  const { value, lease } = await stored()
  assert.deepEqual([value.toString(), lease], ['port 8443', ID])
  await put('a\nb\n')
  assert.deepEqual(await edit('printf "\\303\\274\\000c\\n" >> "$1"', 'k'), done)
  assert.equal((await stored()).value.toString('latin1'), 'a\nb\n\xc3\xbc\0c\n')
  await put('')
  assert.deepEqual(await edit('printf x > "$1"', 'k'), done)
  assert.equal((await stored()).value.toString(), 'x')
})

test('edit changes nothing when nothing was changed, the editor fails, or the text is empty', { skip }, async (t) => {
  const { edit, put, stored, folder } = await start(t)
  await put('text')
  const { revision } = await stored()
  assert.deepEqual(await edit('touch "$1"', 'k'), { code: 0, stdout: '', stderr: 'nothing was changed\n' })
  const failed = await edit('exit 3', 'k')
  assert.deepEqual(failed, {
    code: 1,
    stdout: '',
    stderr: 'Error: the editor failed (exit status 3): nothing was changed\n',
  })
  const emptied = await edit(': > "$1"', 'k')
  assert.equal(emptied.code, 1)
  assert.match(
    emptied.stderr,
    /^your text is in .*\nError: the text is empty: nothing was changed; --allow-empty .*\n$/,
  )
  const broken = await edit('echo mine > "$1"; kill -9 $$', 'k')
  const [, path = ''] = /^your text is in (.*)$/m.exec(broken.stderr) ?? []
  assert.ok(path.startsWith(folder), broken.stderr)
  assert.equal(await readFile(path, 'utf8'), 'mine\n')
  assert.equal((await edit('stat -c %a "$1" "$(dirname "$1")" >&2; exit 1', 'k')).stderr.slice(0, 8), '600\n700\n')
  assert.equal((await stored()).revision, revision)
  assert.match((await edit('exit 9', 'none')).stderr, /"none" does not exist: etcdctl put stores a new key\n$/)
  assert.deepEqual(await edit(': > "$1"', 'k', '--allow-empty'), done)
  await put(Uint8Array.of(0xff, 0))
  assert.match((await edit('exit 9', 'k')).stderr, /"k" holds 2 bytes that are no text: /)
})

test('without a terminal a conflict changes nothing and names the file of the text', { skip }, async (t) => {
  const { edit, put, stored, flags } = await start(t)
  await put('one')
  const their = `${ourProgram('etcdctl')} ${flags.join(' ')} put k theirs > /dev/null; echo mine > "$1"`
  const { code, stdout, stderr } = await edit(their, 'k')
  assert.deepEqual([code, stdout], [1, ''])
  const [, path = ''] = /^your text is in (.*)\nError: "k" was changed meanwhile, at revision 3\n$/.exec(stderr) ?? []
  assert.equal(await readFile(path, 'utf8'), 'mine\n')
  assert.equal((await stored()).value.toString(), 'theirs')
})

test('on a terminal a conflict shows the difference and offers to edit again', {
  skip: skip || noTerminal,
}, async (t) => {
  const { env, put, stored, flags } = await start(t)
  await put('one')
  const bin = ourProgram('etcdctl')
  // the editor reads its answer from the terminal, as one does
  const script = `[ -f "$HOME/second" ] || ${bin} ${flags.join(' ')} put k theirs > /dev/null
touch "$HOME/second"; echo ready; read line; echo "$line" > "$1"`
  const terminal = openTerminal(t, [bin, ...flags, 'edit', 'k'], { env: { ...(await env(script)), NO_COLOR: '1' } })
  await terminal.waitFor('ready')
  terminal.type('mine\r')
  await terminal.waitFor('    -theirs\r\n    +mine\r\n')
  await terminal.waitFor('Edit your text again, to store it over that? [y/N] ')
  terminal.type('y\r')
  await terminal.waitFor('ready')
  terminal.type('both\r')
  await terminal.waitFor('OK')
  assert.deepEqual(await terminal.ended, { code: 0, signal: null })
  assert.equal((await stored()).value.toString(), 'both')
})

test('--confirm asks on the terminal, also when standard input is data', { skip: skip || noTerminal }, async (t) => {
  const { env, put, stored, flags, folder } = await start(t)
  await put('v')
  const bin = ourProgram('etcdctl')
  const open = async (line: string) => openTerminal(t, ['sh', '-c', line], { env: await env('') })
  const no = await open(`${bin} ${flags.join(' ')} del k --confirm`)
  await no.waitFor('delete 1 key? [y/N] ')
  no.type('\r')
  assert.deepEqual(await no.ended, { code: 1, signal: null })
  assert.match(no.screen, /nothing was changed\r\n$/)
  await writeFile(join(folder, 'in'), '{"key":"k","value":"w"}\n')
  const yes = await open(`${bin} ${flags.join(' ')} apply - --confirm < ${folder}/in`)
  await yes.waitFor('put 1, delete 0 (0 are the same)? [y/N] ')
  yes.type('yes\r')
  assert.deepEqual(await yes.ended, { code: 0, signal: null })
  assert.equal((await stored()).value.toString(), 'w')
  const gone = await open(`${bin} ${flags.join(' ')} del k --confirm`)
  await gone.waitFor('? [y/N] ')
  gone.type('y\r')
  assert.deepEqual(await gone.ended, { code: 0, signal: null })
  assert.equal((await stored()).revision, undefined)
})

test('an object of Kubernetes is edited as YAML and stored as it was', { skip }, async (t) => {
  const { edit, put, stored } = await start(t)
  await put(storedConfigMap('8080'))
  assert.deepEqual(await edit('grep -q "kind: ConfigMap" "$1" && sed -i "s/8080/8443/" "$1"', 'k'), done)
  assert.deepEqual(Buffer.from((await stored()).value), Buffer.from(storedConfigMap('8443')))
  const bad = await edit('echo "kind: Secret" > "$1"', 'k')
  assert.deepEqual([bad.code, bad.stdout], [1, ''])
  assert.match(bad.stderr, /^your text is in .*\nError: apiVersion has to stay as it is\n$/)
})

test('log and diff show objects of Kubernetes as YAML, and no value of a Secret', { skip }, async (t) => {
  const { put, flags } = await start(t)
  await put(storedConfigMap('8080'))
  await put(storedConfigMap('8443'))
  await put(storedSecret('hunter2'))
  await put(storedSecret('hunter3'))
  const said = async (...args: string[]) => (await runBin([...flags, ...args])).stdout.toString()
  const change = '-  port: "8080"\n    +  port: "8443"\n'
  const log = await said('log', 'k', '--patch')
  assert.ok(log.includes(`    ${change}`), log)
  assert.ok((await said('diff', '@2', '@3')).includes(`    ${change}`))
  assert.match(await said('diff', '@2', '@3', '--decode', 'none'), /^~ k\n {4}\d+ and \d+ bytes, not text\n$/)
  const secrets = await said('diff', '@4')
  assert.match(secrets, /- {2}password: .*\n {4}\+ {2}password: /)
  for (const text of [log, secrets]) assert.doesNotMatch(text, /hunter|aHVudGVy/)
  assert.match(await said('diff', '@4', '--show-secrets'), /- {2}password: aHVudGVyMg==\n/)
})
