import assert from 'node:assert/strict'
import test from 'node:test'
import { clusterId, idText, memberId, memberJson } from '../../src/offline/membership.ts'

test('ids are those of the original', () => {
  const only = memberId(['http://localhost:2380'], 'etcd-cluster')
  assert.equal(only, 10276657743932975437n)
  assert.equal(idText(clusterId([only])), 'cdf818194e3a8c32')
})

test('the order of URLs and members makes no difference', () => {
  const url = (port: number) => `http://127.0.0.1:${port}`
  const m1 = memberId([url(23101)], 'tok1')
  const m2 = memberId([url(23104), url(23103)], 'tok1')
  const m3 = memberId([url(23105)], 'tok1')
  assert.deepEqual([m1, m2, m3].map(idText), ['1f60c24b792386bb', 'cf16841b041b95b3', '56af4df71812267a'])
  assert.equal(idText(clusterId([m2, m3, m1])), '477cd68d0e08b240')
})

test('an id is shown without leading zeros', () => {
  assert.equal(idText(0xd5e92ab4abfe950n), 'd5e92ab4abfe950')
})

test('a member is written as JSON with the number whole and its text escaped as Go does', () => {
  const member = { id: 2n ** 64n - 1n, name: 'a<b>&"\\\u2028\n\x01\udc80', peerUrls: ['http://h:1', 'unix:///s'] }
  const expected =
    '{"id":18446744073709551615,"peerURLs":["http://h:1","unix:///s"],"name":"a\\u003cb\\u003e\\u0026\\"\\\\\\u2028\\n\\u0001\\ufffd"}'
  assert.equal(memberJson(member), expected)
  assert.equal(memberJson({ ...member, name: '' }).includes('"name"'), false)
})
