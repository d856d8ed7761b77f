#!/usr/bin/env node
// A transformer for `migrate`: keeps what it reads, and makes `/v3<key>` of each key.
import { readFileSync, writeFileSync, writeSync } from 'node:fs'

const input = readFileSync(0, 'utf8')
writeFileSync(process.env.TRANSFORMER_INPUT, input)

function varint(number) {
  const bytes = []
  for (let left = BigInt(number); ; left >>= 7n) {
    if (left < 128n) return Buffer.from([...bytes, Number(left)])
    bytes.push(Number(left & 127n) | 128)
  }
}

function field(number, text) {
  const bytes = Buffer.from(text)
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes])
}

function record({ key, value, createdIndex, modifiedIndex }) {
  const numbers = [createdIndex, modifiedIndex, 3].flatMap((number, at) => [varint((at + 2) * 8), varint(number)])
  const bytes = Buffer.concat([field(1, `/v3${key}`), ...numbers, field(5, value)])
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(bytes.length))
  return Buffer.concat([length, bytes])
}

const nodes = input === '' ? [] : JSON.parse(`[${input.replaceAll('}{', '},{')}]`)
const output = Buffer.concat(nodes.filter(({ dir }) => dir !== true).map(record))
const end = process.env.TRANSFORMER_CUT === undefined ? output.length : output.length - 3
for (let at = 0; at < end; ) at += writeSync(1, output, at, end - at)
process.exitCode = Number(process.env.TRANSFORMER_EXIT ?? 0)
