import assert from 'node:assert/strict'
import { openSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { errorCode, errorText, fileErrorText } from '../../src/go/file-error.ts'

function failing(step: () => unknown): unknown {
  try {
    step()
  } catch (error) {
    return error
  }
  return assert.fail('it did not fail')
}

/** As node makes it: with the name that libuv has for the number. */
function systemError(code: string, errno: number): Error {
  return Object.assign(new Error(`${code}: in node's words, write`), { code, errno })
}

test('errors of files are in the words of Go', () => {
  assert.equal(fileErrorText(failing(() => readFileSync('/nosuch'))), 'no such file or directory')
  assert.equal(fileErrorText(failing(() => readFileSync('.'))), 'is a directory')
  assert.equal(fileErrorText(failing(() => openSync('x'.repeat(300), 'r'))), 'file name too long')
  assert.equal(errorCode(failing(() => readFileSync('/nosuch'))), 'ENOENT')
  assert.equal(fileErrorText(systemError('ENOSPC', -28)), 'no space left on device')
  assert.equal(fileErrorText(systemError('EPIPE', -32)), 'broken pipe')
})

test('numbers for which node has no name are in the words of Go too', () => {
  for (const [number, text] of [
    [116, 'stale NFS file handle'],
    [117, 'structure needs cleaning'],
    [122, 'disk quota exceeded'],
    [123, 'no medium found'],
    [4095, 'errno 4095'],
  ] as const) {
    assert.equal(fileErrorText(systemError(`Unknown system error -${number}`, -number)), text)
  }
})

test('an error that nobody has put into words names the call and the file as Go does', () => {
  assert.equal(errorText(failing(() => openSync('/nosuch', 'r'))), 'open /nosuch: no such file or directory')
  const descriptor = Object.assign(systemError('EIO', -5), { syscall: 'fstat' })
  assert.equal(errorText(descriptor), 'fstat: input/output error')
  assert.equal(errorText(new Error('ours')), 'ours')
})

test('what is no error of the system keeps its words', () => {
  assert.equal(fileErrorText(new Error('ours')), 'ours')
  assert.equal(fileErrorText('text'), 'text')
})
