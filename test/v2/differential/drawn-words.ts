/** Words for drawn lines: few enough that lines meet each other's keys, odd enough to hurt. `\xff` is that byte. */
function list(text: string, ...more: readonly string[]): readonly [string, ...string[]] {
  const [first = '', ...rest] = [...text.split(' '), ...more]
  return [first, ...rest]
}

export const keys = list(
  'a /a a/b /a/b/c b /b d /d /d/ //d//e d/../x d/./e d/e d/e/f x y x/ x/y/z y/_z/w A a/B 0 - . .. / ../.. // /. ' +
    '/../v2/keys/x é 日本/ü 😀 %41 a%2Fb q?x=1 h#y a+b a&b=c _h _h/x d/_h/y /_ a;b a:b a,b ~t "q" it\'s a* [x] {y} % %zz ' +
    '<k>& `b` $HOME !() back\\slash = @ | ^ http://x/y a/b/ k\\xff \\xfe/x',
  ...['', 'sp ace', 'tab\t', 'nl\nx', '\u2028', '\u0001', '\u007f', '\u00a0', 'k'.repeat(300)],
)

export const values = list(
  'v w " \\ <a>& é日本😀 true null 0 12345678901234567890 {"a":1} a=b&c=d %41+% v\\xff \' [] - 9007199254740993123',
  ...['', ' ', 'x y', '\b\f\n\r\t', '\u0001\u001f\u007f', '\u2028\u2029', '\ufeffbom', '\u00a0', 'line\n', 'e\u0301'],
  'w'.repeat(900),
)

/** No time to live ends while the lines are played. */
export const timesToLive = list('100 0 -1 500 0x100 0o700 0b11111111 1_000 0100000 99999999 4294967296')
export const indexes = list('0 1 2 4 5 7 9 12 15 20 30 -1 99999 9223372036854775807')
export const badNumbers = list('x 1.5 1e3 9223372036854775808 -9223372036854775809 0x 1__0 ５', '', ' 5')
export const formats = list('simple extended json json extended JSON xml', '', ' json')
export const users = list('u1 u2 root guest ü x/y % r? u1:pw u2: :x u1:a:b \\xff <>', 'a b', '')
export const roles = list('r1 r2 root guest é x/y %41 r,1 <r>', 'a b', 'r\u2028')
export const permittedPaths = list('/a /a/* * / a /a/ //a /a/../b /é /* /<x> /a*b \\xff', '', '/a b')
export const members = list('x 1 m1 0x1 é <> zz/y % ?a', '')
export const sources = list('@LIVE @LIVE/ @LIVE,@LIVE @DEAD @DEAD,@LIVE @LIVE/x localhost:1', '', ' @LIVE', '@LIVE, ')
export const strayWords = list('--bogus - -- --debug=x --timeout=5 --total-timeout=1x ---x -=x --no-sync= nope')
export const wrongFlags = list(
  '--bogus --ttl --ttl=x --sort=maybe -x --no-sync --after-index= --recursive=2 --with-index -= --- -o=json',
)

/** What no member can have, not even before the server is asked. */
export const refusedUrls = list(
  'http://127.0.0.1 127.0.0.1:7 http://127.0.0.1:7/x ftp://a:1 http://127.0.0.1:x %zz x http://127.0.0.1:7, //x unix:/x ' +
    'http://127.0.0.1:7,http://127.0.0.1:8 http://[::1',
  ...['', 'http://a b:1'],
)
export const peerUrls = list(
  'http://127.0.0.1:7 http://é:1 unix://a:1 http://[::1]:7 HTTP://127.0.0.1:7 http://u:p@127.0.0.1:7 http://127.0.0.1:7?x ' +
    'http://127.0.0.1:7/ http://127.0.0.1:7,ftp://x:1 http://127.0.0.1:9,http://127.0.0.1:8',
  ...refusedUrls,
)

export const commands = list(
  'backup cluster-health mk mkdir rm rmdir get ls set setdir update updatedir watch exec-watch member user role auth help h nope',
)
export const paths: readonly [string, ...string[]] = [
  ...commands,
  ...[
    'member list',
    'member add',
    'user grant',
    'role grant',
    'role revoke',
    'user nope',
    'auth enable',
    'member help',
  ],
  ...['user h', 'role help get', 'role help nope', 'member list x', 'user list --bogus'],
]
