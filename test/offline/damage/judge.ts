import { readFileSync, writeFileSync } from 'node:fs'
import { type Case, copyings, databaseOf, made, manners, readings, run } from './commands.ts'
import { changedBytes, difference, type NaiveContent, naiveContent, without } from './naive-content.ts'

/** What came of the cases so far. */
export class Tally {
  readonly faults: string[] = []
  refused = 0
  accepted = 0
  /**
   * Commands that succeeded on damage of which no checksum can tell: bytes within names, keys and values that are other ones,
   * or zeros of a page that a longer last value takes in.
   */
  untold = 0
  /** Commands that succeeded on a page that was put over another one with that one's number: a whole page in its place. */
  forged = 0
}

/** A damaged database in its place. */
export interface DamagedCase extends Case {
  readonly what: string
  /** True when a whole page was put in the place of another one, with its number. */
  readonly isForged: boolean
  /** True for a database of another program. */
  readonly isForeign: boolean
  readonly sound: Buffer
  readonly damaged: Buffer
  /** What a command prints for the sound file; undefined where it refuses that too. */
  readonly soundOutput: (command: string) => string | undefined
  readonly tally: Tally
}

/** Each runs one command on the case and judges what it did. */
export const checks: Readonly<Record<string, (damaged: DamagedCase) => Promise<void>>> = {
  ...Object.fromEntries(Object.keys(readings).map((name) => [name, (at: DamagedCase) => checkReading(at, name)])),
  ...Object.fromEntries(
    Object.keys(copyings({ folder: '', release: '' })).map((name) => [name, (at: DamagedCase) => checkCopy(at, name)]),
  ),
  'scan-keys': checkScan,
  'snapshot verify': checkVerify,
}

async function checkReading(at: DamagedCase, name: string): Promise<void> {
  const { tally } = at
  const result = await run(at, readings[name]?.(databaseOf(at.folder)) ?? [])
  complain(at, name, manners(result))
  if (result.code !== 0) {
    tally.refused += 1
    return
  }
  tally.accepted += 1
  if (result.stdout.replaceAll(at.folder, '') === at.soundOutput(name)) return
  const differs = differenceOf(at, naiveContent(at.damaged))
  if (differs === 'bytes' || differs === 'zeros') tally.untold += 1
  else if (at.isForged) tally.forged += 1
  else complain(at, name, `shows other content: ${result.stdout.slice(0, 200)}`)
}

async function checkCopy(at: DamagedCase, name: string): Promise<void> {
  const { tally } = at
  const copying = copyings(at)[name]
  if (copying === undefined) return
  const result = await run(at, copying.args)
  complain(at, name, manners(result))
  if (result.code !== 0) {
    tally.refused += 1
    const isAsBefore = readFileSync(databaseOf(at.folder)).equals(at.damaged)
    if (!isAsBefore) complain(at, name, 'failed and changed the file')
    return
  }
  tally.accepted += 1
  const { buckets, metaKeys } = copying
  // a database that has the version already is not migrated
  if (name === 'migrate' && made(copying).equals(at.damaged)) return
  const differs = differenceOf(at, naiveContent(made(copying)), (content) => without(content, buckets, metaKeys))
  // buckets of other programs have no form that could be checked
  if (differs === 'bytes' || (differs === 'zeros' && at.isForeign)) tally.untold += 1
  else if (at.isForged && differs !== 'same') tally.forged += 1
  else if (differs !== 'same') complain(at, name, 'made a copy with other content')
  // another command is to find the damaged file
  writeFileSync(databaseOf(at.folder), at.damaged)
}

async function checkScan(at: DamagedCase): Promise<void> {
  complain(at, 'scan-keys', manners(await run(at, ['scan-keys', databaseOf(at.folder), '0'])))
}

async function checkVerify(at: DamagedCase): Promise<void> {
  const result = await run(at, ['snapshot', 'verify', '--bare-copy', databaseOf(at.folder)])
  const { code, stdout } = result
  // the report says what is wrong
  if (code === 1 && stdout.includes('is damaged')) at.tally.refused += 1
  else complain(at, 'verify', manners(result))
  if (code !== 0) return
  at.tally.accepted += 1
  const differs = differenceOf(at, naiveContent(at.damaged))
  if (differs === 'bytes') at.tally.untold += 1
  else if (at.isForged && differs !== 'same') at.tally.forged += 1
  else if (differs !== 'same') complain(at, 'verify', 'calls the file sound')
}

function differenceOf(
  { sound, damaged }: DamagedCase,
  found: NaiveContent | undefined,
  part = (content: NaiveContent): NaiveContent => content,
) {
  const content = naiveContent(sound)
  if (content === undefined || found === undefined) return 'other'
  return difference(part(content), part(found), changedBytes(sound, damaged))
}

function complain({ tally, what }: DamagedCase, command: string, fault: string | undefined): void {
  if (fault !== undefined) tally.faults.push(`${what}: ${command} ${fault}`)
}
