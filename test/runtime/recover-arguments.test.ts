import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import test from 'node:test'
import { exactArguments } from '../../src/runtime/process.ts'
import { recoverArguments } from '../../src/runtime/recover-arguments.ts'

test('the command line is not read when nothing was lost', async () => {
  const args = ['k', '\u00e9']
  const recovered = await exactArguments(args, () => assert.fail('was read'))
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
  const moduleOf = (path: string) => new URL(`../../src/${path}`, import.meta.url).href
  const script = `
    const { exactArguments } = await import('${moduleOf('runtime/process.ts')}')
    const { argumentBytes } = await import('${moduleOf('base/arguments.ts')}')
    const args = await exactArguments(process.argv.slice(1))
    process.stdout.write(args.map((arg) => Buffer.from(argumentBytes(arg)).toString('hex')).join(' '))`
  const shell = `exec "$0" --import tsx --input-type=module -e "$1" -- put "$(printf '\\377\\341\\200k')" v`
  const shown = execFileSync('sh', ['-c', shell, process.execPath, script], { encoding: 'utf8' })
  assert.equal(shown, '707574 ffe1806b 76')
})
