import { type Format, inFormat } from './formats.ts'
import type { Render, Renderings, ResultKind, Results } from './results.ts'

/** `memberList` is about a member: the small letters that a kind begins with. */
type FirstWord<Kind extends string> = Kind extends `${infer Letter}${infer Rest}`
  ? Letter extends Uppercase<Letter>
    ? ''
    : `${Letter}${FirstWord<Rest>}`
  : ''

type Word = FirstWord<ResultKind>
type KindsOf<W extends Word> = { [K in ResultKind]: FirstWord<K> extends W ? K : never }[ResultKind]

const keys = async () => (await import('./keys/index.ts')).keys
const auth = async () => (await import('./auth.ts')).auth
const maintenance = async () => (await import('./maintenance.ts')).maintenance
const looking = async () => (await import('./looking.ts')).looking
const offline = async () => (await import('./offline.ts')).offline

/** The file that prints the kinds that begin with a word. */
const nouns: { readonly [W in Word]: () => Promise<Renderings<Pick<Results, KindsOf<W>>>> } = {
  get: keys,
  put: keys,
  del: keys,
  change: async () => (await import('./changes.ts')).changes,
  diff: async () => (await import('./differences.ts')).differences,
  history: async () => (await import('./history.ts')).histories,
  txn: async () => (await import('./transactions.ts')).transactions,
  watch: async () => (await import('./watch.ts')).watches,
  lease: async () => (await import('./leases.ts')).leases,
  member: async () => (await import('./members.ts')).members,
  endpoint: async () => (await import('./endpoints.ts')).endpoints,
  alarm: async () => (await import('./alarms.ts')).alarms,
  move: maintenance,
  downgrade: maintenance,
  auth,
  user: auth,
  role: auth,
  snapshot: offline,
  hash: offline,
  verification: offline,
  ls: looking,
  tree: looking,
  du: looking,
}

/** Loads how a kind of result is printed in a format; undefined where the original has no such output. */
export async function loadRender<K extends ResultKind>(
  format: Format,
  kind: K,
): Promise<Render<Results[K]> | undefined> {
  const load: () => Promise<Partial<Renderings<Results>>> = nouns[firstWord(kind)]
  const rendering: Partial<Renderings<Results>>[K] = (await load())[kind]
  if (format === 'jsonl' && rendering?.jsonl === undefined) return recordsOf(kind)
  return rendering && inFormat(format, rendering)
}

function firstWord(kind: ResultKind): Word {
  return kind.replace(/[A-Z].*/, '') as Word
}

/** Records of what the original prints are a folder of their own, which few runs need. */
async function recordsOf<K extends ResultKind>(kind: K): Promise<Render<Results[K]> | undefined> {
  return (await import('./records/load-records.ts')).recordLines(kind)
}
