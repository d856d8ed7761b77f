import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import test from 'node:test'
import { argumentBytes, decodeEscaping, recoverArguments } from '../../src/base/arguments.ts'

const samples: [bytes: number[], text: string][] = [
  [[0x61, 0xff, 0x62], 'a\udcffb'],
  [[0xc3, 0xa9], '\u00e9'],
  [[0xc3], '\udcc3'],
  [[0xe6, 0x97], '\udce6\udc97'],
  [[0xe6, 0x97, 0xa5], '\u65e5'],
  [[0xf0, 0x9f, 0x98, 0x80, 0x80], '\u{1f600}\udc80'],
  [[0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
  [[0xc0, 0x80], '\udcc0\udc80'],
  [[0xef, 0xbf, 0xbd], '\ufffd'],
  [[0xef, 0xbb, 0xbf, 0x61], '\ufeffa'],
]

test('bytes that are not UTF-8 become lone surrogates and come back as they were', () => {
  for (const [bytes, text] of samples) {
    assert.equal(decodeEscaping(Uint8Array.from(bytes)), text)
    assert.deepEqual([...argumentBytes(text)], bytes)
  }
})

test('the command line is not read when nothing was lost', async () => {
  const args = ['k', '\u00e9']
  const recovered = await recoverArguments(args, () => assert.fail('was read'))
  assert.equal(recovered, args)
})

test('only the last arguments of the command line are ours', async () => {
  const line = Buffer.from([...Buffer.from('node\0etcdctl\0put\0'), 0xff, 0, 0x76, 0])
  assert.deepEqual(await recoverArguments(['put', '\ufffd', 'v'], async () => line), ['put', '\udcff', 'v'])
})

test('a real U+FFFD stays what it is', async () => {
  assert.deepEqual(await recoverArguments(['\ufffd'], async () => Buffer.from('node\0\ufffd\0')), ['\ufffd'])
})

test('the arguments stay as they are when the command line is another one or cannot be read', async () => {
  const args = ['\ufffd', 'x']
  assert.equal(await recoverArguments(args, async () => Buffer.from('node\0y\0')), args)
  assert.equal(
    await recoverArguments(args, async () => {
      throw new Error('no such file')
    }),
    args,
  )
})

test('a real process gets back the bytes that node lost', { skip: process.platform !== 'linux' }, () => {
  const module = new URL('../../src/base/arguments.ts', import.meta.url).href
  const script = `
    const { recoverArguments, argumentBytes } = await import('${module}')
    const args = await recoverArguments(process.argv.slice(1))
    process.stdout.write(args.map((arg) => Buffer.from(argumentBytes(arg)).toString('hex')).join(' '))`
  const shell = `exec "$0" --import tsx --input-type=module -e "$1" -- put "$(printf '\\377\\341\\200k')" v`
  const shown = execFileSync('sh', ['-c', shell, process.execPath, script], { encoding: 'utf8' })
  assert.equal(shown, '707574 ffe1806b 76')
})
