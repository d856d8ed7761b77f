import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { isRunnable, programFile, StartError } from '../../src/go/program-file.ts'

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'program-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

function makeFile(file: string, content: string | Buffer, mode = 0o755): string {
  writeFileSync(file, content)
  chmodSync(file, mode)
  return file
}

function refusal(command: string, searchPath: string): string {
  try {
    return programFile(command, searchPath)
  } catch (error) {
    assert.ok(error instanceof StartError)
    return error.message
  }
}

test('a program is the first executable file of its name on the search path', (t) => {
  const folder = temporaryFolder(t)
  for (const name of ['a', 'b', 'c']) mkdirSync(join(folder, name))
  mkdirSync(join(folder, 'a', 'run'))
  makeFile(join(folder, 'b', 'run'), '', 0o644)
  makeFile(join(folder, 'c', 'run'), '')
  const path = ['a', 'b', 'c', 'nosuch'].map((name) => join(folder, name)).join(':')
  assert.equal(programFile('run', path), join(folder, 'c', 'run'))
  assert.equal(refusal('nosuch', path), 'exec: "nosuch": executable file not found in $PATH')
  assert.equal(refusal('run', ''), 'exec: "run": executable file not found in $PATH')
  assert.equal(refusal('..', path), 'exec: "..": executable file not found in $PATH')
  assert.equal(programFile('./nosuch', path), './nosuch')
})

test('no program is taken from the folder that we were called in', (t) => {
  const folder = temporaryFolder(t)
  makeFile(join(folder, 'run'), '')
  const relative = join('..', '..', '..', '..', '..', '..', '..', '..', '..', folder)
  const message = 'exec: "run": cannot run executable found relative to current directory'
  assert.equal(refusal('run', `${relative}:/nosuch`), message)
})

test('what the kernel does not run is no program, though /bin/sh would take it', (t) => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'file')
  const runs = (content: string | Buffer, mode?: number) => isRunnable(makeFile(file, content, mode), process.execPath)
  assert.equal(runs('#!/bin/sh\n'), true)
  assert.equal(runs('#! /usr/bin/env node\n'), true)
  for (const content of ['', 'echo ran\n', '#!\n', '#!  \necho ran\n', '\0\0', '\x7fELF']) {
    assert.equal(runs(content), false, JSON.stringify(content))
  }
  // what it says of these is not ours to say
  assert.equal(isRunnable(makeFile(join(folder, 'closed'), '', 0o644), process.execPath), true)
  assert.equal(isRunnable(folder, process.execPath), true)
  assert.equal(isRunnable(join(folder, 'nosuch'), process.execPath), true)
})

test('a program for another machine is not taken', (t) => {
  const file = join(temporaryFolder(t), 'program')
  copyFileSync(process.execPath, file)
  assert.equal(isRunnable(file, process.execPath), true)
  const header = readFileSync(file).subarray(0, 64)
  header.writeUInt16LE(0x1234, 18)
  assert.equal(isRunnable(makeFile(file, header), process.execPath), false)
})
