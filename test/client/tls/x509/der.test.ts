import assert from 'node:assert/strict'
import test from 'node:test'
import {
  bitsOf,
  booleanOf,
  constructedTag,
  contextTag,
  DerReader,
  isObjectId,
  isShortestInteger,
  MalformedError,
  objectIdText,
  smallInteger,
  tags,
} from '../../../../src/client/tls/x509/der.ts'

function element(header: readonly number[], size: number): Buffer {
  return Buffer.concat([Buffer.from(header), Buffer.alloc(size, 7)])
}

test('an element is read with its length in the shortest form, and what follows is left', () => {
  const lengths: readonly (readonly [length: readonly number[], size: number])[] = [
    [[0], 0],
    [[1], 1],
    [[0x7f], 0x7f],
    [[0x81, 0x80], 0x80],
    [[0x81, 0xff], 0xff],
    [[0x82, 1, 0], 0x100],
    [[0x82, 0xff, 0xff], 0xffff],
    [[0x83, 1, 0, 0], 0x1_0000],
    [[0x84, 1, 0, 0, 0], 0x100_0000],
  ]
  for (const [length, size] of lengths) {
    const reader = new DerReader(Buffer.concat([element([4, ...length], size), Buffer.of(5, 0)]))
    const { tag, content, whole } = reader.readAny('x')
    assert.deepEqual([tag, content.length, whole.length], [4, size, 1 + length.length + size])
    assert.ok(size === 0 || (content[0] === 7 && content[size - 1] === 7))
    assert.deepEqual([reader.isEmpty, reader.nextTag], [false, 5])
    reader.readAny('x')
    assert.deepEqual([reader.isEmpty, reader.nextTag], [true, undefined])
  }
})

test('an element that is cut, longer than it needs to be, without an end or of many tags is refused', () => {
  const refused: readonly (readonly [header: readonly number[], size: number])[] = [
    [[], 0],
    [[4], 0],
    [[4, 1], 0],
    [[4, 2], 1],
    [[4, 0x80], 0],
    [[4, 0x80], 0x80],
    [[4, 0x81], 0],
    [[4, 0x82], 0],
    [[4, 0x82, 1], 0],
    [[4, 0x81, 0x80], 0x7f],
    [[4, 0x81, 0x7f], 0x7f],
    [[4, 0x81, 0], 0],
    [[4, 0x82, 0, 0xff], 0xff],
    [[4, 0x83, 0, 0xff, 0xff], 0xffff],
    [[4, 0x84, 0, 1, 0, 0], 0x1_0000],
    [[4, 0x85, 0, 0, 0, 0, 0x80], 0x80],
    [[4, 0x85, 1, 0, 0, 0, 0], 0],
    [[0x1f, 0], 0],
    [[0x3f, 1], 1],
    [[0xbf, 0x1f, 1], 1],
    [[0xff, 0], 0],
  ]
  for (const [header, size] of refused) {
    const reader = new DerReader(element(header, size))
    assert.throws(() => reader.readAny('x'), new MalformedError('x'), `${header}`)
    assert.equal(reader.nextTag, header[0])
  }
})

test('tags that only look like those of many bytes are read', () => {
  for (const tag of [0x1e, 0x20, 0x9e, 0xa0, 0xc1]) assert.equal(new DerReader(Buffer.of(tag, 0)).readAny('x').tag, tag)
  assert.deepEqual([contextTag(0), contextTag(7), constructedTag(0), constructedTag(3)], [0x80, 0x87, 0xa0, 0xa3])
})

test('an element of another tag is refused, or left where it is optional', () => {
  const reader = new DerReader(Buffer.of(0x30, 3, 2, 1, 9, 4, 0))
  assert.throws(() => reader.read(tags.octets, 'x'), new MalformedError('x'))
  assert.equal(reader.readOptional(tags.octets, 'x'), undefined)
  const inside = reader.readSequence('x')
  assert.deepEqual(inside.readOptional(tags.integer, 'x'), Buffer.of(9))
  assert.equal(inside.isEmpty, true)
  assert.equal(inside.readOptional(tags.integer, 'x'), undefined)
  assert.deepEqual(reader.readWhole(tags.octets, 'x').whole, Buffer.of(4, 0))
})

test('an object identifier has numbers in their shortest form, of at most 31 bits', () => {
  const texts: readonly (readonly [bytes: readonly number[], text: string])[] = [
    [[0x27], '0.39'],
    [[0x28], '1.0'],
    [[0x4f], '1.39'],
    [[0x50], '2.0'],
    [[0x88, 0x37], '2.999'],
    [[0x55, 4, 3], '2.5.4.3'],
    [[0x2a, 0x81, 0x80, 1], '1.2.16385'],
    [[0x2a, 0x87, 0xff, 0xff, 0xff, 0x7f], '1.2.2147483647'],
  ]
  for (const [bytes, text] of texts) {
    assert.equal(isObjectId(Buffer.from(bytes)), true, text)
    assert.equal(objectIdText(Buffer.from(bytes), 'x'), text)
  }
  for (const bytes of [
    [],
    [0x80],
    [0x80, 1],
    [0x81],
    [0x2a, 0x80, 1],
    [0x2a, 0x81],
    [0x2a, 0x7f, 0x80, 1],
    [0x2a, 0x81, 0x80],
    [0x2a, 1, 0x80, 1],
    [0x2a, 0x80],
  ]) {
    assert.equal(isObjectId(Buffer.from(bytes)), false, `${bytes}`)
    assert.throws(() => objectIdText(Buffer.from(bytes), 'x'), new MalformedError('x'))
  }
  assert.equal(isObjectId(Buffer.of(0x2a, 0x88, 0x80, 0x80, 0x80, 0)), true)
  assert.throws(() => objectIdText(Buffer.of(0x2a, 0x88, 0x80, 0x80, 0x80, 0), 'x'), new MalformedError('x'))
})

test('a number has its shortest form, and a small one is from 0 to 2^31-1', () => {
  const small: readonly (readonly [bytes: readonly number[], number: number])[] = [
    [[0], 0],
    [[1], 1],
    [[0x7f], 0x7f],
    [[0, 0x80], 0x80],
    [[1, 0], 0x100],
    [[0x7f, 0xff, 0xff, 0xff], 0x7fff_ffff],
  ]
  for (const [bytes, number] of small) assert.equal(smallInteger(Buffer.from(bytes)), number)
  for (const bytes of [[0x80], [0xff], [0xff, 0x7f], [0x80, 0, 0, 0], [0, 0x80, 0, 0, 0], [1, 0, 0, 0, 0]]) {
    assert.equal(isShortestInteger(Buffer.from(bytes)), true, `${bytes}`)
    assert.equal(smallInteger(Buffer.from(bytes)), undefined)
  }
  for (const bytes of [[], [0, 0], [0, 1], [0, 0x7f], [0xff, 0x80], [0xff, 0xff]]) {
    assert.equal(isShortestInteger(Buffer.from(bytes)), false, `${bytes}`)
    assert.equal(smallInteger(Buffer.from(bytes)), undefined)
  }
})

test('bits that fill up the last byte are zero, and no more than seven', () => {
  for (const bytes of [[0], [0, 0xff], [1, 0xfe], [7, 0x80], [3, 0xff, 0xf8], [0, 1, 2, 3], [7, 0]]) {
    assert.deepEqual(bitsOf(Buffer.from(bytes), 'x'), Buffer.from(bytes.slice(1)))
  }
  for (const bytes of [
    [],
    [1],
    [7],
    [8],
    [8, 0],
    [0xff, 0],
    [1, 0xff],
    [7, 0x40],
    [7, 1],
    [3, 0xff, 0xf4],
    [2, 0, 2],
  ]) {
    assert.throws(() => bitsOf(Buffer.from(bytes), 'x'), new MalformedError('x'), `${bytes}`)
  }
})

test('true is all ones, false all zeros, and nothing else is either', () => {
  assert.deepEqual([booleanOf(Buffer.of(0), 'x'), booleanOf(Buffer.of(0xff), 'x')], [false, true])
  for (const bytes of [[], [1], [0xfe], [0x80], [0, 0], [0xff, 0xff]]) {
    assert.throws(() => booleanOf(Buffer.from(bytes), 'x'), new MalformedError('x'), `${bytes}`)
  }
})
