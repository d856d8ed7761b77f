import assert from 'node:assert/strict'
import test from 'node:test'
import { CliError, exitCodes } from '../../src/base/errors.ts'

test('an error that is restated keeps its remarks, and what is not said anew', () => {
  const error = new CliError('no lease', exitCodes.inputOutput, { remarks: ['a line'] })
  const coded = error.restated({ exitCode: exitCodes.badConnection })
  assert.deepEqual([coded.message, coded.exitCode, coded.remarks], ['no lease', exitCodes.badConnection, ['a line']])
  const worded = error.restated({ message: 'failed (no lease)' })
  assert.deepEqual([worded.message, worded.exitCode], ['failed (no lease)', exitCodes.inputOutput])
  assert.equal(worded.cause, error)
})
