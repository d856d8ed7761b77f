import { splitWords } from '../../../src/go/line-words.ts'
import type { Member } from '../../support/cluster.ts'
import { runProcess } from '../../support/run-process.ts'

/** A command line without the program's name: words as `txn` splits them, `\xff` for a byte that is no UTF-8. */
export interface Line {
  readonly text: string
  readonly stdin: string
}

export interface Side {
  readonly program: string
  readonly member: Member
  readonly env: Readonly<Record<string, string>>
}

export interface Outcome {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

/** A server that is busy with a password may take longer than two seconds; a line may say otherwise. */
const patient = ['--timeout', '60s', '--total-timeout', '60s']

/** Plays a line. What differs between two servers of the same kind stands for itself. */
export async function playLine({ program, member, env }: Side, { text, stdin }: Line, dead: string): Promise<Outcome> {
  const { PATH } = process.env
  const words = splitWords(text.replaceAll('@DEAD', dead).replaceAll('@LIVE', member.clientUrl)).map(withBytes)
  const variables = { PATH, ETCDCTL_API: '2', ETCDCTL_ENDPOINTS: member.clientUrl, ...env }
  const run = await runProcess(program, [...patient, ...words], { env: variables, stdin })
  const shown = (bytes: Buffer): string => masked(bytes.toString('latin1'), member)
  return { code: run.code, stdout: shown(run.stdout), stderr: shown(run.stderr) }
}

function masked(text: string, member: Member): string {
  return text
    .replaceAll(member.clientUrl, 'CLIENT_URL')
    .replaceAll(member.peerUrl, 'PEER_URL')
    .replace(/\b[0-9a-f]{13,16}\b/g, 'ID')
    .replace(/\d{4,}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/tcp 127\.0\.0\.1:\d+->/g, 'tcp OURS->')
    .replace(/"ttl":\d+|TTL: [1-9]\d*/g, 'TTL')
}

/** `\\xff` in a word stands for that byte. */
function withBytes(word: string): string | Uint8Array {
  if (!/\\x[0-9a-f]{2}/.test(word)) return word
  return Buffer.from(
    word.replace(/\\x([0-9a-f]{2})|[^\\]+|\\/g, (part, byte: string | undefined) =>
      byte === undefined ? Buffer.from(part).toString('latin1') : String.fromCharCode(Number.parseInt(byte, 16)),
    ),
    'latin1',
  )
}
