import assert from 'node:assert/strict'
import test from 'node:test'
import { ProxyProblem, TunnelAnswer } from '../../../src/client/proxy/tunnel.ts'
import { bytes } from '../open.ts'

const answer = 'HTTP/1.1 200 OK\r\nVia: x\r\n\r\n'

test('an answer may come in any pieces, with the first bytes of the endpoint right after it', () => {
  const whole = bytes(`${answer}first bytes`)
  for (let cut = 1; cut < whole.length; cut++) {
    const tunnel = new TunnelAnswer()
    const early = tunnel.take(whole.subarray(0, cut))
    const rest = cut < answer.length ? tunnel.take(whole.subarray(cut)) : early
    const wanted = cut < answer.length ? 'first bytes' : 'first bytes'.slice(0, cut - answer.length)
    assert.equal(Buffer.from(rest ?? []).toString(), wanted, `cut at ${cut}`)
    if (cut < answer.length) assert.equal(early, undefined)
  }
})

test('an answer that comes byte by byte opens the tunnel with its last byte', () => {
  const tunnel = new TunnelAnswer()
  const pieces = [...bytes(answer)].map((byte) => tunnel.take(Uint8Array.of(byte)))
  assert.deepEqual(pieces.slice(0, -1), new Array(answer.length - 1).fill(undefined))
  assert.equal(pieces.at(-1)?.length, 0)
})

test('what cannot become an answer is refused with its first wrong byte', () => {
  for (const text of [
    '\x05',
    'S',
    'HTTQ',
    'HTTP/x 200 OK\r\n\r\n',
    'HTTP/1.1 2OO OK\r\n\r\n',
    'HTTP/1.1 1200\r\n\r\n',
  ]) {
    assert.throws(() => new TunnelAnswer().take(bytes(text)), ProxyProblem, text)
  }
})

test('an answer without an end is not collected for ever', () => {
  const tunnel = new TunnelAnswer()
  tunnel.take(bytes('HTTP/1.1 200 OK\r\n'))
  const line = bytes(`A: ${'b'.repeat(1000)}\r\n`)
  assert.throws(() => {
    for (let count = 0; count < 100; count++) tunnel.take(line)
  }, /no answer in HTTP/)
})
