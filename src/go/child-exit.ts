import type { ChildExit } from '../base/io.ts'
import { errorCode, fileErrorText } from './file-error.ts'
import { StartError } from './program-file.ts'
import { quote } from './quote.ts'

/** Says how a child ended, in Go's words: `exit status 7`, `signal: killed`; undefined for status 0. */
export function exitText({ code, signal }: ChildExit): string | undefined {
  if (code === 0) return undefined
  return code === null ? `signal: ${signalTexts[signal ?? ''] ?? signal}` : `exit status ${code}`
}

/** Says why a program could not be started, in Go's words. */
export function startProblem(program: string, error: unknown): string {
  if (program === '') return 'exec: no command'
  if (error instanceof StartError) return error.message
  if (program.includes('/')) return `fork/exec ${program}: ${fileErrorText(error)}`
  const isMissing = ['ENOENT', 'EACCES'].includes(errorCode(error))
  return `exec: ${quote(program)}: ${isMissing ? 'executable file not found in $PATH' : fileErrorText(error)}`
}

const signalTexts: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGALRM: 'alarm clock',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
  SIGUSR1: 'user defined signal 1',
  SIGUSR2: 'user defined signal 2',
}
