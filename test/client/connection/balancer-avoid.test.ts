import assert from 'node:assert/strict'
import test from 'node:test'
import { Balancer } from '../../../src/client/connection/balancer.ts'
import type { Connection } from '../../../src/client/connection/connection.ts'
import { parseEndpoint } from '../../../src/client/connection/endpoints.ts'

type Kind = 'up' | 'connects' | 'silent' | 'hopeless'

class FakeConnection implements Pick<Connection, 'endpoint' | 'isReady' | 'isHopeless' | 'remark' | 'connect'> {
  readonly endpoint
  connects = 0
  private readonly kind: Kind
  private isUp: boolean

  constructor(name: string, kind: Kind) {
    this.endpoint = parseEndpoint(`${name}:1`)
    this.kind = kind
    this.isUp = kind === 'up'
  }

  get isReady(): boolean {
    return this.isUp
  }

  get isHopeless(): boolean {
    return this.kind === 'hopeless'
  }

  remark(): string | undefined {
    return this.isUp ? undefined : `${this.endpoint.text}: not connected`
  }

  connect(): Promise<void> {
    this.connects++
    if (this.kind === 'silent') return new Promise(() => undefined)
    this.isUp = this.kind !== 'hopeless'
    return Promise.resolve()
  }
}

function balancer(kinds: readonly Kind[], first = 0) {
  const fakes = kinds.map((kind, at) => new FakeConnection('abc'.charAt(at), kind))
  const made = new Balancer(fakes as unknown as Connection[], first)
  const pick = async () => {
    const picked = await made.pick({ deadlineMs: Date.now() + 600_000, signal: undefined })
    return picked.endpoint.text.charAt(0)
  }
  return { pick, fakes, avoid: (at: number) => made.avoid(fakes[at] as unknown as Connection) }
}

test('a member that turned a call away is passed over for one that is up, and for one that can be connected', async () => {
  const up = balancer(['up', 'up', 'up'])
  assert.equal(await up.pick(), 'a')
  up.avoid(0)
  assert.equal(await up.pick(), 'b')
  const down = balancer(['up', 'connects'])
  down.avoid(0)
  assert.equal(await down.pick(), 'b')
  assert.equal(down.fakes[0]?.connects, 0)
})

test('one that turned a call away is not asked again before all others have, and then the last one is passed over', async () => {
  const { pick, avoid } = balancer(['up', 'up', 'up'])
  avoid(0)
  avoid(1)
  assert.equal(await pick(), 'c')
  avoid(2)
  assert.equal(await pick(), 'a')
  avoid(0)
  assert.equal(await pick(), 'b')
})

test('as soon as all have turned a call away only the last one is passed over, and nobody waits', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { pick, avoid } = balancer(['up', 'up', 'up'])
  for (const at of [0, 2, 1]) avoid(at)
  assert.equal(await pick(), 'c')
  const connecting = balancer(['connects', 'connects', 'up'])
  for (const at of [0, 1, 2]) connecting.avoid(at)
  assert.equal(await connecting.pick(), 'a')
})

test('all that have turned a call away are passed over while another is left', async () => {
  const { pick, avoid } = balancer(['up', 'up', 'up'])
  avoid(1)
  avoid(0)
  assert.equal(await pick(), 'c')
})

test('turning a call away moves the turn to the next endpoint, and only when it was that endpoint’s turn', async () => {
  const turned = balancer(['up', 'up', 'up'], 2)
  turned.avoid(2)
  assert.equal(await turned.pick(), 'a')
  const another = balancer(['up', 'up', 'up'], 1)
  another.avoid(0)
  assert.equal(await another.pick(), 'b')
  another.avoid(2)
  assert.equal(await another.pick(), 'b')
  another.avoid(1)
  assert.equal(await another.pick(), 'c')
})

test('when no other can be reached the one that turned a call away is asked again', async () => {
  for (const other of ['hopeless', 'silent'] as const) {
    const { pick, avoid, fakes } = balancer(['up', other])
    avoid(0)
    assert.equal(await pick(), 'a', other)
    assert.equal(fakes[1]?.connects, 1)
  }
})

test('an endpoint that can never answer does not end the wait for another', async () => {
  const { pick } = balancer(['hopeless', 'connects'])
  assert.equal(await pick(), 'b')
})

test('with no connection at all the one that turned a call away is tried as well', async () => {
  const { pick, avoid } = balancer(['connects', 'hopeless'])
  avoid(0)
  assert.equal(await pick(), 'a')
})

test('the only endpoint is never passed over, and nobody waits', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { pick, avoid } = balancer(['up'])
  avoid(0)
  avoid(0)
  assert.equal(await pick(), 'a')
})

test('an endpoint that is up already is taken without a connection to the others', async () => {
  const { pick, fakes } = balancer(['connects', 'up', 'connects'])
  assert.equal(await pick(), 'b')
  assert.deepEqual(
    fakes.map(({ connects }) => connects),
    [0, 0, 0],
  )
})
