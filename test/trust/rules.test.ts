import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { CliError } from '../../src/base/errors.ts'
import { readTls } from '../../src/client/tls/read-tls.ts'
import { checkServer, ServerRefusal } from '../../src/client/tls/server-check.ts'
import { signatureCheck } from '../../src/client/tls/x509/signed-by.ts'
import { authority, commonName, ecKey, issue, nameConstraints } from '../support/certificate-builder.ts'
import { below, chainScenarios } from './chain-scenarios.ts'
import { keyScenarios } from './key-scenarios.ts'
import { nameScenarios } from './name-scenarios.ts'
import { ruleScenarios } from './rule-scenarios.ts'
import { between, leafOf, refused, root, type Scenario, trusted } from './scenario.ts'

const folder = mkdtempSync(join(tmpdir(), 'trust-rules-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A leaf below an authority, behind so many others of its name that did not sign it. */
function crowd(count: number): Pick<Scenario, 'leaf' | 'behind'> {
  const right = between(root, { name: 'one of many' })
  const others = Array.from({ length: count }, () => between(root, { name: 'one of many' }))
  return { leaf: leafOf({ issuer: right }), behind: [...others, right] }
}

const [left, right] = [ecKey(), ecKey()]
const leftByRoot = between(root, { name: 'left', key: left })
const rightByLeft = between(leftByRoot, { name: 'right', key: right })
const leftByRight = between(rightByLeft, { name: 'left', key: left })
const oldKey = authority({ name: 'renewed' })
const newKey = between(oldKey, { name: 'renewed' })
const sameKey = between(root, { name: 'other name', key: root.pair })
const versionTwo = issue({ name: 'version 2', version: 1 })
const narrowRoot = authority({ name: 'narrow root', extensions: [nameConstraints({ permitted: ['DNS:example'] })] })
const belowNarrow = between(narrowRoot, { name: 'below narrow' })

/** What TLS libraries judge in ways of their own, with the verdict of Go's crypto/x509 (1.26). */
const ofTheRulesAlone: readonly Scenario[] = [
  trusted('98 others of the name of the authority', crowd(98)),
  refused('99 others of the name of the authority: Go gives up', crowd(99)),
  trusted('authorities that vouch for each other, beside the way to the root', {
    leaf: leafOf({ issuer: leftByRight }),
    behind: [leftByRight, rightByLeft, leftByRoot],
  }),
  trusted('an authority that vouches for its new key', {
    leaf: leafOf({ issuer: newKey }),
    behind: [newKey],
    roots: [oldKey],
  }),
  trusted('an intermediate with the key of the root', { leaf: leafOf({ issuer: sameKey }), behind: [sameKey] }),
  refused('signed by the key of the root under another name', {
    leaf: leafOf({ issuer: { ...root, subject: commonName('another') } }),
  }),
  trusted('a root of version 2', { leaf: leafOf({ issuer: versionTwo }), roots: [versionTwo] }),
  refused('an intermediate of version 2', {
    ...below(issue({ name: 'version 2', version: 1, issuer: root })),
  }),
  trusted('constraints of a root above an intermediate without names', {
    leaf: leafOf({ issuer: belowNarrow }, 'DNS:a.example'),
    behind: [belowNarrow],
    roots: [narrowRoot],
    host: 'a.example',
  }),
  refused('constraints of a root above an intermediate', {
    leaf: leafOf({ issuer: belowNarrow }, 'DNS:a.invalid'),
    behind: [belowNarrow],
    roots: [narrowRoot],
    host: 'a.invalid',
  }),
  trusted('constraints of a server that does not keep them itself', {
    leaf: leafOf({ extensions: [nameConstraints({ permitted: ['DNS:example'] })] }, 'DNS:a.invalid'),
    host: 'a.invalid',
  }),
]

const scenarios = [ofTheRulesAlone, nameScenarios, chainScenarios, ruleScenarios, keyScenarios].flat()

/** The words of the refusal, or undefined for a server that is trusted, with no TLS library to help. */
function refusalOf({ leaf, behind, roots, host, skipsVerification }: Scenario): string | undefined {
  const cacert = join(folder, 'ca.pem')
  writeFileSync(cacert, `authorities\n${roots.map(({ cert }) => cert).join('')}`)
  const flags = { cacert, cert: '', key: '', isForced: false, skipVerify: skipsVerification, serverName: '' }
  const server = {
    sent: [leaf, ...behind].map(({ der }) => der),
    trustedRoot: () => [],
    version: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    protocol: 'h2',
    isSignedBy: signatureCheck(X509Certificate),
  }
  try {
    checkServer(server, {
      files: readTls(flags),
      serverName: host.replace(/^\[(.*)\]$/, '$1'),
      rejectUnauthorized: !skipsVerification,
      hasClientCertificate: false,
      needsAlpn: true,
    })
    return undefined
  } catch (error) {
    if (error instanceof ServerRefusal) assert.match(error.check, /\w/, 'it says what to look at')
    if (error instanceof ServerRefusal || error instanceof CliError) return error.message
    throw error
  }
}

test('our own rules trust the certificates that Go trusts and no others, whatever the TLS library said before', () => {
  const wrong = scenarios.flatMap((scenario) => {
    const refusal = refusalOf(scenario)
    return (refusal === undefined) === (scenario.go === 'trusts') ? [] : [`${scenario.name}: ${refusal ?? 'trusted'}`]
  })
  assert.deepEqual(wrong, [])
})
