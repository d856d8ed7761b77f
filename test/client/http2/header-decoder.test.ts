import assert from 'node:assert/strict'
import test from 'node:test'
import { HeaderDecoder } from '../../../src/client/http2/header-decoder.ts'
import { encodeHeaders } from '../../../src/client/http2/header-encoder.ts'
import { decodeHuffman } from '../../../src/client/http2/huffman.ts'
import { MalformedHeaders, ProtocolError } from '../../../src/client/http2/protocol-error.ts'

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
}

const texts: Readonly<Record<string, string>> = {
  'www.example.com': 'f1e3c2e5f23a6ba0ab90f4ff',
  'no-cache': 'a8eb10649cbf',
  'custom-key': '25a849e95ba97d7f',
  'custom-value': '25a849e95bb8e8b4bf',
  '302': '6402',
  'Mon, 21 Oct 2013 20:13:21 GMT': 'd07abe941054d444a8200595040b8166e082a62d1bff',
  'https://www.example.com': '9d29ad171863c78f0b97c8e9ae82ae43d3',
  'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1':
    '94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
}

test('Huffman texts of RFC 7541 are read', () => {
  for (const [text, code] of Object.entries(texts)) assert.equal(decodeHuffman(hex(code)), text)
})

test('Huffman texts that no encoder writes are refused', () => {
  // the end mark, padding of eight bits, padding of zeros
  for (const code of ['fffffffc', 'f1e3c2e5f23a6ba0ab90f4ffff', '64']) {
    assert.throws(() => decodeHuffman(hex(code)), ProtocolError, code)
  }
})

test('blocks of one connection build on each other', () => {
  const decoder = new HeaderDecoder()
  const common = { ':method': 'GET', ':authority': 'www.example.com' }
  assert.deepEqual(Object.fromEntries(decoder.decode(hex('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff'))), {
    ...common,
    ':scheme': 'http',
    ':path': '/',
  })
  assert.deepEqual(Object.fromEntries(decoder.decode(hex('8286 84be 5886 a8eb 1064 9cbf'))), {
    ...common,
    ':scheme': 'http',
    ':path': '/',
    'cache-control': 'no-cache',
  })
  assert.deepEqual(
    Object.fromEntries(decoder.decode(hex('8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf'))),
    {
      ...common,
      ':scheme': 'https',
      ':path': '/index.html',
      'custom-key': 'custom-value',
    },
  )
})

test('a table of no size forgets all fields', () => {
  const decoder = new HeaderDecoder()
  decoder.decode(hex('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff'))
  assert.equal(decoder.decode(hex('20 82')).get(':method'), 'GET')
  assert.throws(() => decoder.decode(hex('be')), ProtocolError)
})

test('fields that do not fit the table any more are forgotten, the oldest first', () => {
  const decoder = new HeaderDecoder()
  const long = 'v'.repeat(2000)
  // two of these fill the table of 4096 bytes
  for (const name of ['a', 'b', 'c']) decoder.decode(literal(name, long))
  assert.deepEqual(
    [...decoder.decode(hex('be bf'))],
    [
      ['c', long],
      ['b', long],
    ],
  )
  assert.throws(() => decoder.decode(hex('c0')), ProtocolError)
})

/** With the mark that it goes into the table. */
function literal(name: string, value: string): Uint8Array {
  const length = Uint8Array.of(0x7f, 0x80 | ((value.length - 127) & 0x7f), (value.length - 127) >> 7)
  return Buffer.concat([Uint8Array.of(0x40, name.length), Buffer.from(name), length, Buffer.from(value)])
}

test('damaged blocks are refused', () => {
  const damaged = [
    '80',
    'ff',
    '41',
    '418c',
    '41 8c f1',
    '00',
    '0005 61',
    '3fe21f',
    'ffffffffffff',
    '0fffffffffff 00',
    '7f 80 00',
    '0f 80 80 00 00',
  ]
  for (const block of damaged) assert.throws(() => new HeaderDecoder().decode(hex(block)), ProtocolError, block)
})

test('what is encoded is read as it was, whatever its length', () => {
  const fields = {
    ':method': 'POST',
    ':scheme': 'https',
    ':path': '/etcdserverpb.KV/Range',
    ':authority': '',
    token: 'x'.repeat(500_000),
    odd: 'y'.repeat(127),
  }
  assert.deepEqual(Object.fromEntries(new HeaderDecoder().decode(encodeHeaders(fields))), fields)
})

test('a token is never to be kept in a table on the way', () => {
  const block = Buffer.from(encodeHeaders({ token: 'secret' }))
  assert.equal(block[0], 0x10)
})

test('forbidden fields are refused, and the blocks that follow are still read', () => {
  const wrong: Readonly<Record<string, Record<string, string>>> = {
    'invalid header field value for "x"': { x: 'a\x01' },
    'invalid header field value for ":status"': { ':status': '2\x7f0' },
    'invalid header field name "X"': { X: '' },
    'invalid header field name "\\x00"': { '\0': '' },
    'invalid pseudo-header ":x"': { ':x': '' },
    'pseudo header field after regular': { a: '', ':status': '200' },
    'mix of request and response pseudo headers': { ':path': '/', ':status': '200' },
  }
  const decoder = new HeaderDecoder()
  for (const [message, fields] of Object.entries(wrong)) {
    assert.throws(() => decoder.decode(encodeHeaders(fields)), new MalformedHeaders(message))
    assert.deepEqual([...decoder.decode(encodeHeaders({ a: 'b\tc\xff' }))], [['a', 'b\tc\xff']])
  }
  const twice = Buffer.concat([encodeHeaders({ ':status': '200' }), encodeHeaders({ ':status': '404' })])
  assert.throws(() => decoder.decode(twice), new MalformedHeaders('duplicate pseudo-header ":status"'))
})

test('a small block that unfolds into a list beyond the limit is refused', () => {
  const decoder = new HeaderDecoder()
  decoder.decode(literal('a', 'v'.repeat(4000)))
  const block = new Uint8Array(300).fill(0xbe)
  assert.throws(() => decoder.decode(block), new MalformedHeaders('peer header list size exceeded limit'))
  assert.equal(decoder.decode(block.subarray(0, 200)).get('a')?.length, 4000)
})

test('the first and the last Huffman code are read, and no end mark or padding of a byte is', () => {
  assert.equal(decodeHuffman(hex('ffc7')), '\0')
  assert.equal(decodeHuffman(hex('ffff fbbf')), '\xff')
  assert.equal(decodeHuffman(hex('f8')), '&')
  for (const text of ['f8ff', 'ff', 'ffff ffff', 'ffff fffc']) {
    assert.throws(() => decodeHuffman(hex(text)), ProtocolError, text)
  }
})

test('the table holds 4096 bytes, 32 for each field beside its texts, and may be made no larger', () => {
  const holds = (...values: number[]) => {
    const decoder = new HeaderDecoder()
    for (const length of values) decoder.decode(literal('a', 'v'.repeat(length)))
    return () => decoder.decode(Uint8Array.of(0xbd + values.length))
  }
  assert.equal(holds(4063)().get('a')?.length, 4063)
  assert.throws(holds(4064), ProtocolError)
  assert.equal(holds(2015, 2015)().get('a')?.length, 2015)
  assert.throws(holds(2016, 2015), ProtocolError)
  assert.equal(new HeaderDecoder().decode(hex('3fe1 1f82')).get(':method'), 'GET')
  assert.throws(() => new HeaderDecoder().decode(hex('3fe2 1f82')), ProtocolError)
})

test('a field that is not to be kept is not, and its name may be any of the table', () => {
  for (const block of ['0101 61', '1101 61', '0f10 0161', '1f10 0161']) {
    const decoder = new HeaderDecoder()
    const name = block.startsWith('01') || block.startsWith('11') ? ':authority' : 'content-type'
    assert.deepEqual([...decoder.decode(hex(block))], [[name, 'a']], block)
    assert.throws(() => decoder.decode(hex('be')), ProtocolError, block)
  }
})

test('a block that is cut within a field is refused wherever that is', () => {
  for (const block of [literal('abc', 'def'), hex('0f10 0161'), hex('3fe1 1f')]) {
    for (let length = 1; length < block.length; length++) {
      assert.throws(() => new HeaderDecoder().decode(block.subarray(0, length)), ProtocolError, `${length}`)
    }
  }
})

test('what is forgotten makes room for what comes', () => {
  const decoder = new HeaderDecoder()
  for (const length of [3000, 2000, 1999]) decoder.decode(literal('a', 'v'.repeat(length)))
  assert.deepEqual(
    [0xbe, 0xbf].map((at) => decoder.decode(Uint8Array.of(at)).get('a')?.length),
    [1999, 2000],
  )
  assert.throws(() => decoder.decode(hex('c0')), ProtocolError)
})

test('a forbidden field is not made good by those after it', () => {
  for (const bad of [{ A: 'x' }, { a: '\n' }, { ':other': 'x' }]) {
    assert.throws(() => new HeaderDecoder().decode(encodeHeaders({ ...bad, b: 'y', c: 'z' })), MalformedHeaders)
  }
})

test('lengths of one and two bytes are told apart', () => {
  for (const length of [126, 127, 128, 253, 254, 255, 256]) {
    const value = 'v'.repeat(length)
    assert.deepEqual(
      [...new HeaderDecoder().decode(encodeHeaders({ a: value, b: 'c' }))],
      [
        ['a', value],
        ['b', 'c'],
      ],
    )
  }
})
