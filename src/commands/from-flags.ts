import { boolFlag, stringFlag } from '../go/flags.ts'

/** Where keys are read from; the cluster itself when left out. */
export const fromFlag = stringFlag(
  'from',
  '',
  'read from live, @REVISION, @-REVISIONS, a snapshot or database FILE or FILE@REVISION, a data DIR, FILE.jsonl or -',
  { isOurs: true },
)

export const dirtyFlag = boolFlag('dirty', 'read a database although a server has it open: what is shown may be torn', {
  isOurs: true,
})
