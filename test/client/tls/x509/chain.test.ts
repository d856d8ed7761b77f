import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import test from 'node:test'
import { parseCertificate } from '../../../../src/client/tls/x509/certificate.ts'
import { type ChainProblem, chainProblem } from '../../../../src/client/tls/x509/chain.ts'
import { signatureCheck } from '../../../../src/client/tls/x509/signed-by.ts'
import {
  authority,
  basicConstraints,
  extension,
  type Issued,
  issue,
  nameConstraints,
  usages,
} from '../../../support/certificate-builder.ts'
import { octets } from '../../../support/der.ts'

const root = authority({ name: 'root' })
const now = Date.now()
const isSignedBy = signatureCheck(X509Certificate)

function problemOf(leaf: Issued, behind: readonly Issued[] = [], roots: readonly Issued[] = [root], at = now) {
  const [parsed, intermediates, trusted] = [[leaf], behind, roots].map((list) =>
    list.map(({ der }) => parseCertificate(der)),
  )
  const [first] = parsed ?? []
  assert.ok(first)
  return chainProblem({ leaf: first, intermediates: intermediates ?? [], roots: trusted ?? [], now: at, isSignedBy })
}

test('a certificate is valid from its first to its last second, both included', () => {
  const leaf = issue({})
  const { notBefore, notAfter } = parseCertificate(leaf.der)
  const at = (time: number) => problemOf(leaf, [], [leaf], time)
  assert.deepEqual([notBefore - 1, notBefore, notAfter, notAfter + 1].map(at), [
    'early',
    undefined,
    undefined,
    'expired',
  ])
})

const short = authority({ name: 'short', issuer: root, pathLength: 0 })
const deep = authority({ name: 'deep', issuer: short })
const noAuthority = issue({ name: 'none', issuer: root, extensions: [basicConstraints(false)] })
const narrow = authority({ name: 'narrow', extensions: [nameConstraints({ permitted: ['DNS:example'] })] })
const stranger = authority({ name: 'stranger' })
const unknown = extension('1.2.3.4', octets(Buffer.of(1)), true)
const named = extension('2.5.29.17', Buffer.concat([Buffer.of(0x30, 3, 0x82, 1), Buffer.from('a')]))

const problems: readonly (readonly [problem: ChainProblem, leaf: Issued, behind: readonly Issued[], roots: Issued])[] =
  [
    ['authority', issue({ issuer: stranger }), [], root],
    ['expired', issue({ issuer: root, until: -1 }), [], root],
    ['early', issue({ issuer: root, from: 1 }), [], root],
    ['usage', issue({ issuer: root, extensions: [usages('client')] }), [], root],
    ['signature', issue({ issuer: root, signature: { hash: 'sha1' } }), [], root],
    ['no authority', issue({ issuer: noAuthority }), [noAuthority], root],
    ['path length', issue({ issuer: deep }), [deep, short], root],
    ['names', issue({ issuer: narrow, extensions: [named] }), [], narrow],
    ['extension', issue({ issuer: root, extensions: [unknown] }), [], root],
  ]

test('a chain that is not trusted says what keeps it from being so', () => {
  for (const [problem, leaf, behind, trusted] of problems) {
    assert.equal(problemOf(leaf, behind, [trusted]), problem)
  }
})

test('the first problem on the way is reported, though other ways have others', () => {
  const old = authority({ name: 'twice', until: -1 })
  const young = authority({ name: 'twice', from: 1, key: old.pair })
  assert.equal(problemOf(issue({ issuer: old }), [], [old, young]), 'expired')
  assert.equal(problemOf(issue({ issuer: old }), [], [young, old]), 'early')
})
