import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { openFile } from '../../../src/offline/files/file-source.ts'
import { inFolder } from '../bolt-bytes.ts'

const content = Buffer.from(Uint32Array.from({ length: 1 << 20 }, (_, index) => Math.imul(index, 2654435761)).buffer)

test('reads give the same bytes in order, backwards, at random and over the end', () => {
  inFolder((folder) => {
    const path = join(folder, 'file')
    writeFileSync(path, content)
    const source = openFile(path)
    const check = (at: number, length: number) => {
      assert.ok(content.subarray(at, at + length).equals(source.read(at, length)), `${length} bytes at ${at}`)
    }
    for (let at = 0; at < content.length; at += 4096) check(at, 4096)
    for (let at = content.length; at >= 0; at -= 50_001) check(at, 60_000)
    for (let round = 0; round < 3000; round++) check((round * 7_654_321) % content.length, (round * 37) % 9000)
    check(5, content.length)
    check(content.length + 10, 5)
    source.close()
  })
})

test('a file that cannot be opened or read is named with the reason', () => {
  inFolder((folder) => {
    const missing = join(folder, 'missing')
    assert.throws(() => openFile(missing), {
      name: 'FileFailure',
      message: `open ${missing}: no such file or directory`,
    })
    const source = openFile(folder)
    assert.throws(() => source.read(0, 10), { name: 'FileFailure', message: `read ${folder}: is a directory` })
    assert.throws(() => source.read(0, 10), { message: `read ${folder}: is a directory` })
    source.close()
  })
})

test('a file that is cut while it is read ends there', () => {
  inFolder((folder) => {
    const path = join(folder, 'file')
    writeFileSync(path, content)
    const source = openFile(path)
    assert.equal(source.read(0, 4096).length, 4096)
    truncateSync(path, 1 << 20)
    assert.equal(source.read((1 << 20) - 4096, 9000).length, 4096)
    assert.equal(source.read(2 << 20, 4096).length, 0)
    source.close()
  })
})
