import assert from 'node:assert/strict'
import test from 'node:test'
import { resolvePeerUrls } from '../../../src/offline/restore/resolve-urls.ts'

const missing = (code: string) => Promise.reject(Object.assign(new Error('getaddrinfo'), { code }))

test('each second in which a name has no address is reported, with the reason', async () => {
  const answers = [missing('EAI_AGAIN'), missing('ENOTFOUND'), Promise.resolve({ address: '10.0.0.7' })]
  for (const answer of answers) answer.catch(() => undefined)
  const said: string[] = []
  const options = {
    onWait: (name: { host: string; hostAndPort: string; reason: string }) =>
      said.push(`${name.host} ${name.hostAndPort}: ${name.reason}`),
    find: () => answers.shift() ?? assert.fail('asked too often'),
  }
  assert.deepEqual(await resolvePeerUrls(['http://late.example:2380'], options), ['http://10.0.0.7:2380'])
  assert.deepEqual(said, [
    'late.example late.example:2380: temporary failure in name resolution',
    'late.example late.example:2380: no such host',
  ])
})

test('a silent name server is reported too', async () => {
  let answer: (found: { address: string }) => void = () => undefined
  const said: string[] = []
  const onWait = ({ reason }: { reason: string }) => {
    said.push(reason)
    if (said.length === 2) answer({ address: '::1' })
  }
  const find = () => new Promise<{ address: string }>((resolve) => (answer = resolve))
  assert.deepEqual(await resolvePeerUrls(['http://slow.example:1'], { onWait, find }), ['http://[::1]:1'])
  assert.deepEqual(said, ['no answer', 'no answer'])
})

test('numbers that only C takes as an address are none', async () => {
  const find = () => assert.fail('looked up')
  await assert.rejects(resolvePeerUrls(['http://010.0.0.1:2380'], { find }), {
    message: 'failed to resolve "http://010.0.0.1:2380" (lookup 010.0.0.1: no such host)',
  })
})
