import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { KV } from '../src/rpc/services.ts'
import { answer, FakeServer } from './support/fake-server.ts'
import { isExecutable } from './support/our-program.ts'
import { runBin } from './support/run-bin.ts'
import { type FileCase, fileCases } from './trust/file-cases.ts'
import { usualLeaf } from './trust/scenario.ts'

/** Cases that are played at the same time. */
const atOnce = 4

const folder = mkdtempSync(join(tmpdir(), 'tls-files-'))
const clientCertificates = { requestCert: true, rejectUnauthorized: false }
const server = new FakeServer({ tls: { cert: usualLeaf.cert, key: usualLeaf.key, ...clientCertificates } })
after(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Outcome {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

/** Behind a file: for whoever takes PEM apart this is no block. Who does not want to know it has to look at all of the file. */
const doubt = '-----BEGIN nothing\n'

async function play(files: FileCase, isDoubtful: boolean): Promise<Outcome> {
  const place = mkdtempSync(join(folder, 'x'))
  const save = (name: 'cacert' | 'cert' | 'key'): string => {
    const path = join(place, name)
    writeFileSync(path, Buffer.concat([Buffer.from(files[name] ?? ''), Buffer.from(isDoubtful ? `\n${doubt}` : '')]))
    return `--${name}=${path}`
  }
  const pair = files.cert === '' && files.key === '' ? [] : [save('cert'), save('key')]
  const words = ['get', 'k', '--count-only', '-w', 'fields', `--endpoints=${server.endpoint}`, save('cacert'), ...pair]
  const { code, stdout, stderr } = await runBin(words)
  return { code, stdout: stdout.toString(), stderr: stderr.replaceAll(place, '') }
}

function isRight({ isTaken }: FileCase, { code, stdout, stderr }: Outcome): boolean {
  const goesOn = code === 0 && stdout.endsWith('"Count" : 7\n') && stderr === ''
  const isRefused = code === 128 && stdout === '' && /^Error: (?:tls|x509|P256)[: ].*\n$/.test(stderr)
  if (isTaken === 'mended') return isRefused || (goesOn && !isExecutable)
  return isTaken ? goesOn : isRefused
}

const plays = new Map<FileCase, readonly [quick: Outcome, whole: Outcome]>()

before(async () => {
  await server.on(KV.range, [answer({ kvs: [], count: 7n })]).listen()
  const left = [...fileCases]
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      plays.set(next, [await play(next, false), await play(next, true)])
  }
  await Promise.all(Array.from({ length: atOnce }, work))
})

test('TLS files are taken, or refused with exit code 128', () => {
  const wrong = [...plays].filter(([files, outcomes]) => !outcomes.every((outcome) => isRight(files, outcome)))
  assert.deepEqual(
    wrong.map(([{ name }, outcomes]) => `${name}: ${JSON.stringify(outcomes)}`),
    [],
  )
})

test('what is said of TLS files does not depend on how much of them has to be looked at', () => {
  for (const [{ name }, [quick, whole]] of plays) assert.deepEqual(quick, whole, name)
})
