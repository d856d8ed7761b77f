import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ClusterFailure, TransportFailure, V2Failure } from '../../../src/v2/failure.ts'
import { openV2Client, type V2Request, type V2Settings } from '../../../src/v2/http/client.ts'
import { freePort } from '../../support/ports.ts'
import { json, type Reaction, type ScriptedServer, type SentRequest, startScriptedServer } from './scripted-server.ts'
import { settings } from './settings.ts'

const servers: ScriptedServer[] = []
after(() => {
  for (const server of servers) server.close()
})

async function server(react: (request: SentRequest) => Reaction): Promise<ScriptedServer> {
  const started = await startScriptedServer(react)
  servers.push(started)
  return started
}

const get: V2Request = { method: 'GET', path: '/v2/keys/a', query: [] }

/** The failure of a request, or of the client that was to send it. */
async function failure(given: Partial<V2Settings>, request: V2Request = get): Promise<V2Failure> {
  try {
    const client = await openV2Client(settings(given))
    await client.send(request).finally(() => client.close())
  } catch (error) {
    assert.ok(error instanceof V2Failure, String(error))
    return error
  }
  throw new assert.AssertionError({ message: 'nothing failed' })
}

function members(...urls: string[]): string {
  return JSON.stringify({ members: [{ id: '1', name: 'a', peerURLs: [], clientURLs: urls }] })
}

test('a request is sent with its query and form sorted, and with basic auth', async () => {
  const { url, requests } = await server(() => json(200, '{}', ['X-Etcd-Index: 7']))
  const client = await openV2Client(settings({ endpoints: url, noSync: true, username: 'root:a:b' }))
  const answer = await client.send({
    method: 'PUT',
    path: '/v2/keys/a%20b',
    query: [
      ['prevValue', 'x y'],
      ['prevIndex', '3'],
    ],
    form: [
      ['value', 'v'],
      ['ttl', '5'],
    ],
  })
  client.close()
  assert.equal(answer.status, 200)
  assert.equal(answer.header('x-etcd-index'), '7')
  assert.equal(answer.endpoint, url)
  const [sent] = requests
  assert.equal(sent?.method, 'PUT')
  assert.equal(sent?.target, '/v2/keys/a%20b?prevIndex=3&prevValue=x+y')
  assert.equal(sent?.body, 'ttl=5&value=v')
  assert.equal(sent?.headers['content-type'], 'application/x-www-form-urlencoded')
  assert.equal(sent?.headers.authorization, `Basic ${Buffer.from('root:a:b').toString('base64')}`)
  assert.equal(sent?.headers.host, url.replace('http://', ''))
})

test('an empty form has a length, a request without a body has none', async () => {
  const { url, requests } = await server(() => json(200, ''))
  const client = await openV2Client(settings({ endpoints: url, noSync: true }))
  await client.send({ method: 'PUT', path: '/v2/keys/d', query: [['dir', 'true']], form: [] })
  await client.send({ method: 'DELETE', path: '/v2/keys/d' })
  await client.send({ method: 'POST', path: '/v2/members', json: '{"peerURLs":[]}' })
  client.close()
  assert.deepEqual(
    requests.map(({ headers }) => [headers['content-length'], headers['content-type']]),
    [
      ['0', 'application/x-www-form-urlencoded'],
      [undefined, undefined],
      ['15', 'application/json'],
    ],
  )
})

test('the path of an endpoint stands in front', async () => {
  const { url, requests } = await server(() => json(200, '{}'))
  const client = await openV2Client(settings({ endpoints: `${url}/a/`, noSync: true }))
  await client.send(get)
  client.close()
  assert.equal(requests[0]?.target, '/a/v2/keys/a')
})

test('a connection serves several requests, and is closed with the client', async () => {
  const started = await server(({ target }) => json(200, target === '/v2/members' ? members(started.url) : '{}'))
  const client = await openV2Client(settings({ endpoints: started.url }))
  await client.send(get)
  await client.send(get)
  assert.deepEqual(
    started.requests.map(({ target, connection }) => [target, connection]),
    [
      ['/v2/members', 1],
      ['/v2/keys/a', 1],
      ['/v2/keys/a', 1],
    ],
  )
  client.close()
  await pause(50)
  assert.equal(started.open(), 0)
})

test('a reading that meets a closed connection goes over a new one', async () => {
  let count = 0
  const { url, requests } = await server(({ connection }) => {
    if (connection === 1 && ++count > 1) return { bytes: '' }
    return json(200, '{}')
  })
  const client = await openV2Client(settings({ endpoints: url, noSync: true }))
  await client.send(get)
  assert.equal((await client.send(get)).status, 200)
  client.close()
  assert.deepEqual(
    requests.map(({ connection }) => connection),
    [1, 1, 2],
  )
})

test('a writing is never sent twice by itself', async () => {
  const { url, requests } = await server(() => (requests.length > 1 ? { bytes: '' } : json(200, '{}')))
  const client = await openV2Client(settings({ endpoints: url, noSync: true }))
  await client.send(get)
  await assert.rejects(client.send({ method: 'POST', path: '/v2/keys/q', form: [] }), ClusterFailure)
  client.close()
  assert.equal(requests.length, 2)
})

test('the sync takes the client URLs of the members', async () => {
  const other = await server(() => json(200, '{}'))
  const first = await server(() => json(200, members(other.url)))
  const client = await openV2Client(settings({ endpoints: first.url }))
  assert.deepEqual(client.endpoints, [other.url])
  await client.send(get)
  client.close()
  assert.equal(other.requests.length, 1)
})

test('members without client URLs end the run', async () => {
  const { url } = await server(() => json(200, members()))
  const { message, exitCode, remarks, isBare } = await failure({ endpoints: url })
  assert.equal(message, 'client: no endpoints available')
  assert.equal(exitCode, 4)
  assert.equal(isBare, false)
  assert.deepEqual(remarks, [
    'etcd cluster has no published client endpoints.',
    `Try '--no-sync' if you want to access non-published client endpoints(${url}).`,
  ])
})

for (const [name, reaction] of [
  ['404', json(404, '404 page not found')],
  ['503', json(503, '')],
  ['no JSON', json(200, '<html>')],
  ['a bad list', json(200, '{"members":{}}')],
  ['a bad URL', json(200, members(':x'))],
  ['no answer', { bytes: '' }],
] as const) {
  test(`a sync that gets ${name} is passed over`, async () => {
    const { url } = await server(({ target }) => (target === '/v2/members' ? reaction : json(200, '{}')))
    const client = await openV2Client(settings({ endpoints: url }))
    assert.deepEqual(client.endpoints, [url])
    assert.equal((await client.send(get)).status, 200)
    client.close()
  })
}

test('a sync that reaches nobody ends the run with exit code 2', async () => {
  const port = await freePort()
  const problem = `dial tcp 127.0.0.1:${port}: connect: connection refused`
  const { message, exitCode, details } = await failure({ endpoints: `http://127.0.0.1:${port}` })
  assert.equal(message, `client: etcd cluster is unavailable or misconfigured; error #0: ${problem}\n`)
  assert.equal(exitCode, 2)
  assert.deepEqual(details, [`error #0: ${problem}`, ''])
})

test('without a sync the same failure has exit code 4', async () => {
  const port = await freePort()
  const problem = await failure({ endpoints: `http://127.0.0.1:${port}`, noSync: true })
  assert.ok(problem instanceof ClusterFailure)
  assert.equal(problem.exitCode, 4)
})

test('release 3.0 names the causes behind the first line only', async () => {
  const port = await freePort()
  const { message, details } = await failure({ endpoints: `http://127.0.0.1:${port}`, noSync: true, release: '3.0' })
  assert.equal(message, 'client: etcd cluster is unavailable or misconfigured')
  assert.deepEqual(details, [`error #0: dial tcp 127.0.0.1:${port}: connect: connection refused`, ''])
})

test('release 3.0 asks for the peers of etcd 0.4 after a sync that failed', async () => {
  const started = await server(({ target }) => {
    return target === '/v2/peers' ? json(200, `${started.url}, http://h:1`) : json(404, '')
  })
  const client = await openV2Client(settings({ endpoints: started.url, release: '3.0' }))
  client.close()
  assert.deepEqual([...client.endpoints].sort(), [started.url, 'http://h:1'].sort())
})

test('release 3.0 goes on with an empty endpoint when there are no peers', async () => {
  const { url } = await server(() => json(404, ''))
  const { message, details, exitCode } = await failure({ endpoints: url, release: '3.0' })
  assert.equal(message, 'client: etcd cluster is unavailable or misconfigured')
  assert.deepEqual(details, ['error #0: unsupported protocol scheme ""', ''])
  assert.equal(exitCode, 4)
})

test('an endpoint that answers with 5xx is followed by the next one, which stays the first', async () => {
  const good = await server(() => json(200, '{}'))
  const bad = await server(() => json(500, ''))
  const client = await openV2Client(settings({ endpoints: `${bad.url},${good.url}`, noSync: true }))
  for (let round = 0; round < 3; round++) assert.equal((await client.send(get)).status, 200)
  client.close()
  assert.equal(good.requests.length, 3)
  assert.ok(bad.requests.length <= 1)
})

for (const [status, words] of [
  [500, 'has no leader'],
  [503, 'has no leader'],
  [502, 'returns server error [Bad Gateway]'],
  [599, 'returns server error []'],
] as const) {
  test(`an endpoint that answers with ${status} ${words}`, async () => {
    const { url } = await server(() => json(status, ''))
    const { details } = await failure({ endpoints: url, noSync: true })
    assert.deepEqual(details, [`error #0: client: etcd member ${url} ${words}`, ''])
  })
}

test('a one-shot request is sent to one endpoint', async () => {
  const bad = await Promise.all([server(() => json(500, '')), server(() => json(500, ''))])
  const endpoints = bad.map(({ url }) => url).join(',')
  const problem = await failure({ endpoints, noSync: true }, { method: 'DELETE', path: '/v2/keys/a', oneShot: true })
  assert.ok(problem instanceof TransportFailure)
  assert.match(problem.message, /^client: etcd member http:\S+ has no leader$/)
  assert.equal(
    bad.reduce((sum, { requests }) => sum + requests.length, 0),
    1,
  )
})

test('a redirect is followed with method, body and credentials, and with the host of the endpoint', async () => {
  const other = await server(() => json(200, '{}'))
  const first = await server(() => json(307, '', [`Location: ${other.url}/there?x=1`]))
  const client = await openV2Client(settings({ endpoints: first.url, noSync: true, username: 'u:p' }))
  const answer = await client.send({ method: 'PUT', path: '/v2/keys/a', query: [['y', '2']], form: [['value', 'v']] })
  client.close()
  assert.equal(answer.endpoint, first.url)
  const [sent] = other.requests
  assert.deepEqual([sent?.method, sent?.target, sent?.body], ['PUT', '/there?x=1', 'value=v'])
  assert.equal(sent?.headers.host, first.url.replace('http://', ''))
  assert.ok(sent?.headers.authorization)
})

test('ten redirects are followed, and no eleventh', async () => {
  const { url, requests } = await server(() => json(307, '', [`Location: ${url}/again`]))
  const { details } = await failure({ endpoints: url, noSync: true })
  assert.deepEqual(details, ['error #0: client: too many redirects', ''])
  assert.equal(requests.length, 11)
})

for (const [name, headers, words] of [
  ['no place', [], 'location header not set'],
  ['a relative place', ['Location: /foo'], 'unsupported protocol scheme ""'],
  ['a bad place', ['Location: :foo'], 'location header not valid URL: :foo'],
] as const) {
  test(`a redirect to ${name} is an error`, async () => {
    const { url } = await server(() => json(307, '', headers))
    assert.deepEqual((await failure({ endpoints: url, noSync: true })).details, [`error #0: ${words}`, ''])
  })
}

test('a server that stays silent exceeds the header timeout', async () => {
  const { url } = await server(() => undefined)
  const { details } = await failure({ endpoints: url, noSync: true, timeoutNs: 50_000_000n })
  assert.deepEqual(details, [`error #0: client: endpoint ${url} exceeded header timeout`, ''])
})

test('a header timeout lets the sync go on', async () => {
  const { url } = await server(({ target }) => (target === '/v2/members' ? undefined : json(200, '{}')))
  const client = await openV2Client(settings({ endpoints: url, timeoutNs: 200_000_000n }))
  assert.equal((await client.send(get)).status, 200)
  client.close()
})

test('the head within the limit is enough', async () => {
  const { url } = await server(() => ({ bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', keeps: true }))
  const problem = await failure({ endpoints: url, noSync: true, timeoutNs: 300_000_000n, totalTimeoutNs: 600_000_000n })
  assert.equal(problem.message, 'context deadline exceeded')
  assert.equal(problem.exitCode, 4)
})

test('the total timeout ends a sync with exit code 2, and in 3.0 leads on', async () => {
  const { url } = await server(({ target }) => (target === '/v2/peers' ? json(404, '') : undefined))
  const limits = { timeoutNs: 0n, totalTimeoutNs: 50_000_000n }
  const { message, exitCode } = await failure({ endpoints: url, ...limits })
  assert.deepEqual([message, exitCode], ['context deadline exceeded', 2])
  assert.match((await failure({ endpoints: url, ...limits, release: '3.0' })).details.join(), /protocol scheme ""/)
})

test('a total timeout of zero has passed already', async () => {
  const { url, requests } = await server(() => json(200, '{}'))
  const { message } = await failure({ endpoints: url, noSync: true, totalTimeoutNs: 0n })
  assert.equal(message, 'context deadline exceeded')
  assert.equal(requests.length, 0)
})

test('a watch has no limits, and ends with its signal', async () => {
  const { url } = await server(() => undefined)
  const client = await openV2Client(
    settings({ endpoints: url, noSync: true, timeoutNs: 1_000_000n, totalTimeoutNs: 500_000_000n }),
  )
  const control = new AbortController()
  const watching = client.send({ ...get, isWatch: true, signal: control.signal })
  await pause(700)
  const reason = new Error('enough')
  control.abort(reason)
  await assert.rejects(watching, reason)
  client.close()
})

test('--debug shows requests as curl lines, and no password', async () => {
  const lines: string[] = []
  const { url } = await server(({ target }) => json(target === '/v2/members' ? 404 : 200, '{}'))
  const shown = url.replace('//', '//u:xxxxx@')
  const client = await openV2Client(
    settings({
      endpoints: url.replace('//', '//u:secret@'),
      debug: true,
      stderr: (line) => Promise.resolve(void lines.push(line)),
    }),
  )
  await client.send({ method: 'PUT', path: '/v2/keys/x', form: [['value', "a 'b'\nc"]] })
  await client.send({ method: 'PUT', path: '/v2/keys/d', query: [['dir', 'true']], form: [] })
  await client.send({ method: 'PUT', path: '/v2/auth/users/u', json: '{"user":"u","password":"sec\\"ret"}' })
  await client.send({ method: 'PUT', path: '/v2/auth/enable' })
  client.close()
  assert.deepEqual(lines, [
    `start to sync cluster using endpoints(${shown})`,
    `cURL Command: curl -X GET ${shown}/v2/members`,
    `got endpoints(${shown}) after sync`,
    `Cluster-Endpoints: ${shown}`,
    `cURL Command: curl -X PUT ${shown}/v2/keys/x -d "value=a+%27b%27%0Ac"`,
    `cURL Command: curl -X PUT ${shown}/v2/keys/d?dir=true -d ""`,
    `cURL Command: curl -X PUT ${shown}/v2/auth/users/u -d "{\\"user\\":\\"u\\",\\"password\\":\\"xxxxx\\"}"`,
    `cURL Command: curl -X PUT ${shown}/v2/auth/enable`,
  ])
})

test('the password is asked for after the endpoints and before the sync', async () => {
  const { url, requests } = await server(() => json(404, ''))
  const askPassword = (): Promise<string> => {
    assert.equal(requests.length, 0)
    return Promise.resolve('pw')
  }
  const client = await openV2Client(settings({ endpoints: url, username: 'root', askPassword }))
  client.close()
  assert.equal(requests[0]?.headers.authorization, `Basic ${Buffer.from('root:pw').toString('base64')}`)
})

test('endpoints come from the first source that has any', async () => {
  const sources: readonly (readonly [Partial<V2Settings>, string])[] = [
    [{ endpoints: 'http://a', env: { ETCDCTL_ENDPOINTS: 'http://b' } }, 'http://a'],
    [{ endpoint: 'http://c', env: { ETCDCTL_ENDPOINTS: 'http://b' } }, 'http://b'],
    [{ endpoint: 'http://c', peers: 'http://d', env: { ETCDCTL_ENDPOINT: 'http://e' } }, 'http://c'],
    [{ peers: 'http://d', env: { ETCDCTL_ENDPOINT: 'http://e' } }, 'http://e'],
    [{ peers: 'd', env: { ETCDCTL_PEERS: 'http://f' } }, 'http://d'],
    [{ env: { ETCDCTL_PEERS: 'http://f' } }, 'http://f'],
    [{}, 'http://127.0.0.1:2379,http://127.0.0.1:4001'],
  ]
  for (const [given, expected] of sources) {
    const client = await openV2Client(settings({ ...given, noSync: true }))
    assert.equal([...client.endpoints].sort().join(), expected)
  }
})

for (const [given, message] of [
  [{ endpoints: '127.0.0.1:1' }, 'parse "127.0.0.1:1": first path segment in URL cannot contain colon'],
  [{ certFile: 'c.crt' }, 'KeyFile and CertFile must both be present[key: , cert: c.crt]'],
  [{ caFile: 'no-such.crt' }, 'open no-such.crt: no such file or directory'],
] as const) {
  test(`a client that cannot be built says: ${message}`, async () => {
    const problem = await failure(given)
    assert.deepEqual([problem.message, problem.exitCode, problem.isBare], [message, 1, true])
  })
}

test('a body is taken as it comes, and again from the next endpoint', async () => {
  const cut = await server(() => ({ bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut' }))
  const good = await server(() => json(200, 'whole'))
  const client = await openV2Client(settings({ endpoints: `${cut.url},${good.url}`, noSync: true }))
  const taken: string[] = []
  const takeBody = (status: number) => {
    taken.length = 0
    return (bytes: Uint8Array): undefined => void taken.push(`${status} ${Buffer.from(bytes)}`)
  }
  const answer = await client.send({ ...get, takeBody })
  client.close()
  assert.deepEqual(taken, ['200 whole'])
  assert.equal(answer.body.length, 0)
})

test('one endpoint is asked without credentials', async () => {
  const { url, requests } = await server(() => json(503, '{"health":"false"}'))
  const client = await openV2Client(settings({ noSync: true, username: 'u:p' }))
  const answer = await client.sendTo(url, { method: 'GET', path: '/health' })
  client.close()
  assert.deepEqual([answer.status, requests[0]?.target], [503, '/health'])
  assert.equal(requests[0]?.headers.authorization, undefined)
})

test('one endpoint that cannot be asked is named', async () => {
  const port = await freePort()
  const client = await openV2Client(settings({ noSync: true }))
  await assert.rejects(client.sendTo(`http://127.0.0.1:${port}`, { method: 'GET', path: '/health' }), {
    message: `Get "http://127.0.0.1:${port}/health": dial tcp 127.0.0.1:${port}: connect: connection refused`,
  })
  client.close()
})
