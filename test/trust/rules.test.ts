import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { CliError } from '../../src/cli/errors.ts'
import { readTls } from '../../src/client/security.ts'
import { checkServer, ServerRefusal } from '../../src/client/server-check.ts'
import { chainScenarios } from './chain-scenarios.ts'
import { keyScenarios } from './key-scenarios.ts'
import { nameScenarios } from './name-scenarios.ts'
import { ruleScenarios } from './rule-scenarios.ts'
import type { Scenario } from './scenario.ts'

const folder = mkdtempSync(join(tmpdir(), 'trust-rules-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const scenarios = [nameScenarios, chainScenarios, ruleScenarios, keyScenarios].flat()

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
