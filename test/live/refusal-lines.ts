/** A command line of which at least one thing is likely to be refused. Words may hold $NAMES, as case files do. */
export interface RefusalLine {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly stdin: string
  /** No server answers: the line ends by its deadline, when nothing else is refused. */
  readonly isSilent: boolean
}

interface CommandPlan {
  readonly words: readonly string[]
  /** Arguments, the first of them good. */
  readonly args: readonly (readonly string[])[]
  /** Flags of its own, good and bad. */
  readonly flags: readonly string[]
  /** `patient` waits for a server that does not answer; `endless` never ends by itself when nothing is refused. */
  readonly waits: Waits
}

type Waits = 'no' | 'patient' | 'endless'

/** Texts are split at spaces; `''` is an empty word, and `-` stands for no words at all. */
function plan(command: string, args: readonly string[], flags = '', waits: Waits = 'no'): CommandPlan {
  return { words: words(command), args: args.map(words), flags: words(flags), waits }
}

function words(text: string): string[] {
  return text === '-' || text === '' ? [] : text.split(' ').map((word) => (word === "''" ? '' : word))
}

const range = '--prefix --from-key --prefix=2'

const plans: readonly CommandPlan[] = [
  plan(
    'get',
    ['k', '-', "''", 'k z', "k ''", 'a b c'],
    `${range} --count-only --keys-only --print-value-only --limit=abc --limit=-1 --rev=-1 --rev=1000000 --order=ASCEND --order=x --order= --sort-by=x --sort-by=KEY --sort-by= --consistency=s --consistency=x --consistency=`,
  ),
  plan(
    'put',
    ['k$N v', '-', 'k$N', 'k v x', "'' v"],
    '--lease=0 --lease=zz --lease=-1 --lease= --lease=123 --ignore-value --ignore-lease --prev-kv --prev-kv=maybe',
  ),
  plan('del', ['k', '-', "''", 'k z', 'a b c'], `${range} --prev-kv`),
  plan('txn', ['-', 'x'], '-i --interactive=x', 'patient'),
  plan('compaction', ['1', '-', 'abc', '-- -1', '0', '1 2', '99999999999999999999', '1000000'], '--physical'),
  plan('watch', ['k', '-', 'a b c', 'k z', 'k --', '-- k'], '--rev=abc --prefix -i --prev-kv=x --prev-kv', 'endless'),
  plan('lock', ['l', '-', "''", 'l no-such-program'], '--ttl=0 --ttl=-5 --ttl=x', 'endless'),
  plan('elect', ['e p', '-', 'e', 'e p x', "''"], '-l --listen=x', 'endless'),
  plan('lease grant', ['60', '-', 'x', '0', '-- -1', '60 1', '99999999999999999999']),
  plan('lease revoke', ['123', '-', 'zz', '0', '1 2', '-- -1', 'ffffffffffffffffff']),
  plan('lease timetolive', ['123', '-', 'zz', '0', '1 2'], '--keys --keys=x', 'patient'),
  plan('lease keep-alive', ['123', '-', 'zz', '1 2'], '--once --once=x', 'patient'),
  plan('lease list', ['-', 'x'], '', 'patient'),
  plan(
    'member add',
    ['m', '-', 'm x', "''", 'm http://a:1'],
    '--peer-urls= --peer-urls=x --peer-urls=http://a --peer-urls=127.0.0.1:1 --learner=x --learner',
  ),
  plan('member remove', ['123', '-', 'zz', '0', '1 2', "''"]),
  plan('member update', ['123', '-', 'zz', '1 2'], '--peer-urls=http://a:1 --peer-urls= --peer-urls=x'),
  plan('member promote', ['123', '-', 'zz', '1 2']),
  plan('member list', ['-', 'x']),
  plan('endpoint health', ['-', 'x'], '--cluster --cluster=x'),
  plan('endpoint status', ['-', 'x'], '--cluster --cluster=x'),
  plan('endpoint hashkv', ['-', 'x'], '--cluster --rev=abc --rev=-1 --rev=0'),
  plan('alarm list', ['-', 'x']),
  plan('alarm disarm', ['-', 'x']),
  plan('defrag', ['-', 'x'], '--cluster --cluster=x'),
  plan('move-leader', ['123', '-', 'zz', '1 2', '0']),
  plan('snapshot save', ['$DIR/s.db', '-', '$DIR/none/s.db', 'a b', "''"], '', 'patient'),
  plan(
    'make-mirror',
    ['$DEAD', '-', 'a b', "''"],
    '--prefix=a --dest-prefix=b --no-dest-prefix --dest-cacert=$DIR/none --dest-cert=$DIR/none --dest-insecure-transport=x',
    'endless',
  ),
  plan('auth enable', ['-', 'x']),
  plan('auth disable', ['-', 'x']),
  plan(
    'user add',
    ['bob$N:pw', '-', 'bob$N', 'a b', "''", ':pw', 'bob$N:'],
    '--interactive=false --no-password --new-user-password=pw --new-user-password= --interactive=x',
    'patient',
  ),
  plan('user passwd', ['bob$N', '-', 'a b', "''"], '--interactive=false --interactive=x', 'patient'),
  plan('user delete', ['bob$N', '-', 'a b', "''"], '', 'patient'),
  plan('user get', ['bob$N', '-', 'a b', "''"], '--detail --detail=x', 'patient'),
  plan('user list', ['-', 'x'], '', 'patient'),
  plan('user grant-role', ['bob$N r$N', '-', 'bob$N', 'a b c', "'' ''"], '', 'patient'),
  plan('user revoke-role', ['bob$N r$N', '-', 'bob$N', 'a b c'], '', 'patient'),
  plan('role add', ['r$N', '-', 'a b', "''"], '', 'patient'),
  plan('role delete', ['r$N', '-', 'a b', "''"], '', 'patient'),
  plan('role get', ['r$N', '-', 'a b', "''"], '', 'patient'),
  plan('role list', ['-', 'x'], '', 'patient'),
  plan(
    'role grant-permission',
    ['r$N read k', '-', 'r$N', 'r$N read', 'r$N bad k', 'r$N read a b c', "r$N read ''", 'r$N read a b'],
    range,
    'patient',
  ),
  plan('role revoke-permission', ['r$N k', '-', 'r$N', 'r$N a b c', "r$N ''", 'r$N a b'], range, 'patient'),
  plan('check perf', ['-', 'x'], '--load=zz --load= --auto-compact=x', 'endless'),
  plan('check datascale', ['-', 'x'], '--load=zz --load= --auto-defrag=x', 'endless'),
  plan('version', ['-', 'x']),
  plan('help', ['-', 'get', 'nosuch']),
]

/** What is there since 3.6 only. */
const laterPlans: readonly CommandPlan[] = [
  plan('auth status', ['-', 'x']),
  plan('downgrade validate', ['9.9', '-', 'x', '3.5 x', "''"]),
  plan('downgrade enable', ['9.9', '-', 'x', '3.5 x', "''"]),
  plan('downgrade cancel', ['-', 'x']),
  plan('member list', ['-', 'x'], '--consistency=l --consistency=s --consistency=x --consistency='),
  plan('get', ['k', 'a b c'], '--min-mod-rev=5 --max-mod-rev=2 --max-create-rev=x --count-only --order=x'),
  plan('make-mirror', ['$DEAD', '-'], '--rev=abc --max-txn-ops=x --dest-user=a --dest-password=b', 'endless'),
]

const formats = words('simple json fields protobuf table table xml JSON').map((name) => `--write-out=${name}`)

/** Global flags that may be refused at once, and some that are refused by no command. */
const globals = [
  '--hex',
  '--hex=x',
  '--endpoints="',
  '--cacert=',
  '--cert=',
  '--key=',
  '--user=',
  '--user=a',
  '--user=a:b',
  '--user=a:',
  '--user=:b',
  '--password=x',
  '--user=a --password=x',
  '--user=a --password=',
  '--user=a:b --password=x',
  '--dial-timeout=abc',
  '--dial-timeout=0',
  '--keepalive-time=x',
  '--insecure-transport=x',
  '--insecure-skip-tls-verify',
  '--nosuch',
  '-z',
  '--help',
].map(words)

/** Global flags of 3.6 and later. */
const laterGlobals = ['--max-request-bytes=abc', '--max-request-bytes=5 --max-recv-bytes=4', '--max-recv-bytes=-1'].map(
  words,
)

/** Global flags that are refused by all commands that connect. */
const refused = [
  '--write-out=xml',
  '--write-out=',
  '--cacert=$DIR/none',
  '--cert=$DIR/none',
  '--key=$DIR/none',
  '--cert=$DIR/none --key=$DIR/none',
  '--cert=$CERT',
  '--key=$KEY',
  '--cert=$EMPTY --key=$KEY',
  '--cert=$CERT --key=$EMPTY',
  '--discovery-srv=x.invalid --write-out=xml',
].map(words)

/** Global flags with which no server answers. */
const silent = [
  '--endpoints=',
  '--endpoints=$DEAD',
  '--endpoints=:',
  '--endpoints=http://',
  '--endpoints=127.0.0.1',
  '--cacert=$WRONG_CA --insecure-transport=false',
].map(words)

const variables: readonly Readonly<Record<string, string>>[] = [
  { ETCDCTL_NOSUCH: '1' },
  { ETCDCTL_USER: '' },
  { ETCDCTL_HEX: 'x' },
  { ETCDCTL_WRITE_OUT: 'xml' },
  { ETCDCTL_WRITE_OUT: 'table' },
  { ETCDCTL_USER: 'a' },
  { ETCDCTL_USER: 'a', ETCDCTL_PASSWORD: 'b' },
  { ETCDCTL_DIAL_TIMEOUT: 'x' },
  { ETCDCTL_CACERT: '' },
  { ETCDCTL_CACERT: '/none' },
  { ETCDCTL_CERT: '/none' },
  { ETCDCTL_API: '4' },
  { ETCDCTL_API: '3' },
]

/** Numbers below a bound, from a seed; the same on every machine. */
export function randomFrom(seed: number): (bound: number) => number {
  let state = seed >>> 0
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

/** One line that combines up to eight things of which the original refuses one first. */
export function refusalLine(below: (bound: number) => number, release: string): RefusalLine {
  const isOld = release === '3.4' || release === '3.5'
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)]
    if (item === undefined) throw new Error('nothing to choose from')
    return item
  }
  const some = <T>(items: readonly T[], percent: number): T[] =>
    items.length > 0 && below(100) < percent ? [pick(items)] : []
  const { words: command, args, flags, waits } = pick(isOld ? plans : [...plans, ...laterPlans])
  const chosen = [
    ...some(flags, 60),
    ...some(flags, 25),
    ...some(formats, 50),
    ...some(isOld ? globals : [...globals, ...laterGlobals], 45).flat(),
    ...some(globals, 20).flat(),
    ...some(refused, waits === 'endless' ? 100 : 30).flat(),
  ]
  const unanswered = some(waits === 'no' ? silent : [], 15)
  chosen.push(...unanswered.flat())
  const [good = []] = args
  const line = [...command, ...(below(2) === 0 ? good : pick(args))]
  const goesFirst = below(5) === 0 || line.includes('--')
  return {
    args: goesFirst ? [...chosen, ...line] : [...line, ...chosen],
    env: some(variables, 30)[0] ?? {},
    stdin: pick(['', '', '\n', 'pw\npw\n']),
    isSilent: unanswered.length > 0,
  }
}
