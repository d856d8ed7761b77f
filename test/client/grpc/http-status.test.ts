import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { httpStatusText } from '../../../src/client/grpc/http-status.ts'

test('the statuses that Go words otherwise than Node are worded as in Go', () => {
  assert.equal(httpStatusText(413), 'Request Entity Too Large')
  assert.equal(httpStatusText(418), "I'm a teapot")
  assert.equal(httpStatusText(509), '')
})

/** SHA-256 of the lines `status text` from 0 to 999, as Go 1.26 prints them. */
const allOfGo = '899fb4fad84f693dfedcb463308c052d164e83e9c67336426bf094522c41470a'

test('every status from 0 to 999 has the text that it has in Go, or none', () => {
  const lines = Array.from({ length: 1000 }, (_, status) => `${status} ${httpStatusText(status)}\n`)
  assert.equal(createHash('sha256').update(lines.join('')).digest('hex'), allOfGo)
})
