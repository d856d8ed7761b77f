import {
  authority,
  basicConstraints,
  ecKey,
  extension,
  type Issued,
  issue,
  keyUsage,
  pem,
  usages,
} from '../support/certificate-builder.ts'
import { element, octets, sequence } from '../support/der.ts'
import { bareAuthority, between, chainOf, leafOf, refused, root, type Scenario, trusted } from './scenario.ts'

const anyUsage = 'the TLS libraries want the usage for servers by name'
const keyBits = 'the TLS libraries want a key usage that fits the handshake'

const stranger = authority({ name: 'root' })
const elsewhere = authority({ name: 'elsewhere' })

/** The last byte of a certificate belongs to its signature. */
function damaged(issued: Issued): Issued {
  const der = Buffer.from(issued.der)
  der[der.length - 1] = (der[der.length - 1] ?? 0) ^ 1
  return { ...issued, der, cert: pem(der) }
}

/** A leaf below one intermediate. */
function below(middle: Issued, request: Parameters<typeof leafOf>[0] = {}): Pick<Scenario, 'leaf' | 'behind'> {
  return { leaf: leafOf({ ...request, issuer: middle }), behind: [middle] }
}

/** A leaf right below a root of its own. */
function under(own: Issued): Pick<Scenario, 'leaf' | 'roots'> {
  return { leaf: leafOf({ issuer: own }), roots: [own] }
}

const times: readonly Scenario[] = [
  refused('expired', { leaf: leafOf({ until: -1 }) }),
  refused('early', { leaf: leafOf({ from: 24 }) }),
  refused('over before it began', { leaf: leafOf({ from: 24, until: -24 }) }),
  trusted('valid for eight thousand years', { leaf: leafOf({ until: 24 * 365 * 7900 }) }),
  refused('expired root', under(authority({ name: 'old', until: -1 }))),
  refused('early root', under(authority({ name: 'young', from: 24 }))),
  refused('expired intermediate', below(between(root, { until: -1 }))),
  refused('early intermediate', below(between(root, { from: 24 }))),
]

function keyId(text: string): Buffer {
  return extension('2.5.29.14', octets(Buffer.from(text)))
}

function issuerId(text: string): Buffer {
  return extension('2.5.29.35', sequence(element(0x80, Buffer.from(text))))
}

const identified = authority({ name: 'identified', extensions: [keyId('known')] })
const namesake = authority({ name: 'identified', extensions: [keyId('other')] })
const recognized = leafOf({ issuer: identified, extensions: [issuerId('known')] })
const three = chainOf(3)
const two = chainOf(2)
const selfSigned = leafOf({ issuer: undefined })
const middle = between(root)
const strange = leafOf({ issuer: elsewhere })

const paths: readonly Scenario[] = [
  trusted('no intermediate'),
  trusted('one intermediate', chainOf(1)),
  trusted('two intermediates', two),
  trusted('three intermediates', three),
  trusted('intermediates in another order', { ...three, behind: [...three.behind].reverse() }),
  trusted('an intermediate sent twice', { ...two, behind: [...two.behind, ...two.behind] }),
  trusted('the root sent along', { ...two, behind: [...two.behind, root] }),
  trusted('a stranger sent along', { ...two, behind: [...two.behind, elsewhere] }),
  refused('no intermediate sent', { ...two, behind: [] }),
  refused('the first intermediate left out', { ...two, behind: two.behind.slice(1) }),
  refused('the last intermediate left out', { ...two, behind: two.behind.slice(0, -1) }),
  refused('another root of the same name', { roots: [stranger] }),
  refused('another root', { roots: [elsewhere] }),
  refused('no root at all', { roots: [] }),
  refused('signed by itself', { leaf: selfSigned }),
  trusted('signed by itself and trusted', { leaf: selfSigned, roots: [selfSigned] }),
  trusted('signed by a stranger and trusted', { leaf: strange, roots: [strange] }),
  trusted('its intermediate is the root', { leaf: leafOf({ issuer: middle }), behind: [middle], roots: [middle] }),
  trusted('its intermediate is the root and not sent', { leaf: leafOf({ issuer: middle }), roots: [middle] }),
  refused('a signature that is damaged', { leaf: damaged(leafOf()) }),
  refused('an intermediate with a damaged signature', below(damaged(between(root)))),
  refused('signed by another leaf', below(leafOf({ name: 'other' }))),
]

/** An old and a new key of one authority in the CA file, as while it is replaced. */
const both = [stranger, root]
const anonymous = leafOf({ issuer: identified })

const namesakes: readonly Scenario[] = [
  trusted('two roots of one name with key identifiers', { leaf: recognized, roots: [namesake, identified] }),
  trusted('two roots of one name the other way round', { leaf: recognized, roots: [identified, namesake] }),
  trusted('two roots of one name without key identifiers', { roots: both }),
  trusted('two roots of one name without key identifiers the other way round', { roots: [root, stranger] }),
  trusted('two roots of one name below which a server names none', { leaf: anonymous, roots: [namesake, identified] }),
  trusted('two roots of one name below which a server names none, the other way round', {
    leaf: anonymous,
    roots: [identified, namesake],
  }),
  trusted('two roots of one name above intermediates', { ...two, roots: both }),
  refused('two roots of one name, neither the right one', { roots: [stranger, authority({ name: 'root' })] }),
  refused('two roots of one name and a damaged signature', { leaf: damaged(leafOf()), roots: both }),
  refused('two roots of one name and no intermediate sent', { ...two, behind: [], roots: both }),
  refused('two roots of one name and an expired server', { leaf: leafOf({ until: -1 }), roots: both }),
  refused('two roots of one name and another host', { leaf: leafOf({}, 'DNS:localhost'), roots: both }),
  refused('two roots of one name and a damaged intermediate', { ...below(damaged(between(root))), roots: both }),
  refused('two roots of one name and an intermediate that is no authority', {
    ...below(issue({ name: 'no', issuer: root, extensions: [basicConstraints(false)] })),
    roots: both,
  }),
]

const authorities: readonly Scenario[] = [
  refused(
    'an intermediate that is no authority',
    below(issue({ name: 'no', issuer: root, extensions: [basicConstraints(false)] })),
  ),
  refused('an intermediate without constraints', below(issue({ name: 'bare', issuer: root }))),
  refused(
    'an intermediate that may only sign',
    below(issue({ name: 'signs', issuer: root, extensions: [keyUsage('certSign')] })),
  ),
  refused(
    'an intermediate that may not sign',
    below(issue({ name: 'no', issuer: root, extensions: [basicConstraints(true), keyUsage('digitalSignature')] })),
  ),
  trusted(
    'an intermediate without usage',
    below(issue({ name: 'any', issuer: root, extensions: [basicConstraints(true)] })),
  ),
  refused('an intermediate of version 1', below(issue({ name: 'old', issuer: root, version: undefined }))),
  trusted('a root of version 1', under(issue({ name: 'old root', version: undefined }))),
  refused('a root without extensions', under(issue({ name: 'bare root' }))),
  refused('a root with a usage only', under(bareAuthority(keyUsage('certSign')))),
  trusted('a root with constraints only', under(bareAuthority(basicConstraints(true)))),
  refused('a root that is no authority', under(bareAuthority(basicConstraints(false), keyUsage('certSign')))),
  refused('a root that may not sign', under(bareAuthority(basicConstraints(true), keyUsage('crlSign')))),
  trusted('a server that is an authority', { leaf: leafOf({ extensions: [basicConstraints(true)] }) }),
]

function limited(pathLength: number, intermediates: number): Pick<Scenario, 'leaf' | 'behind' | 'roots'> {
  const own = authority({ name: 'limited', pathLength })
  let issuer = own
  const behind: Issued[] = []
  for (let at = 0; at < intermediates; at++) {
    issuer = between(issuer, { name: `limited ${at}` })
    behind.unshift(issuer)
  }
  return { leaf: leafOf({ issuer }), behind, roots: [own] }
}

const narrow = between(root, { name: 'narrow', pathLength: 0 })
const tooDeep = between(narrow, { name: 'too deep' })

const lengths: readonly Scenario[] = [
  trusted('path of 0 below a limit of 0', limited(0, 0)),
  refused('path of 1 below a limit of 0', limited(0, 1)),
  trusted('path of 1 below a limit of 1', limited(1, 1)),
  refused('path of 2 below a limit of 1', limited(1, 2)),
  trusted('path of 2 below a limit of 2', limited(2, 2)),
  trusted('an intermediate with a limit of 0', below(narrow)),
  refused('an intermediate below a limit of 0', { leaf: leafOf({ issuer: tooDeep }), behind: [tooDeep, narrow] }),
]

const purposes: readonly Scenario[] = [
  trusted('usage: server', { leaf: leafOf({ extensions: [usages('server')] }) }),
  trusted('usage: server and client', { leaf: leafOf({ extensions: [usages('client', 'server')] }) }),
  refused('usage: client', { leaf: leafOf({ extensions: [usages('client')] }) }),
  refused('usage: code', { leaf: leafOf({ extensions: [usages('code')] }) }),
  refused('usage: unknown', { leaf: leafOf({ extensions: [usages('other')] }) }),
  trusted('usage: unknown and server', { leaf: leafOf({ extensions: [usages('other', 'server')] }) }),
  trusted('usage: any', { stricter: anyUsage, leaf: leafOf({ extensions: [usages('any')] }) }),
  trusted('usage of the intermediate: server', below(between(root, { extensions: [usages('server')] }))),
  trusted('usage of the intermediate: any', {
    ...below(between(root, { extensions: [usages('any')] })),
    stricter: anyUsage,
  }),
  refused('usage of the intermediate: client', below(between(root, { extensions: [usages('client')] }))),
  refused('usage of the root: client', under(authority({ name: 'for clients', extensions: [usages('client')] }))),
  trusted('usage of the root: server', under(authority({ name: 'for servers', extensions: [usages('server')] }))),
  trusted('key usage: signatures', { leaf: leafOf({ extensions: [keyUsage('digitalSignature')] }) }),
  trusted('key usage: keys', {
    stricterExecutable: keyBits,
    leaf: leafOf({ extensions: [keyUsage('keyEncipherment')] }),
  }),
  trusted('key usage: certificates', { stricter: keyBits, leaf: leafOf({ extensions: [keyUsage('certSign')] }) }),
  trusted('an identifier of another issuer', {
    stricter: 'the TLS libraries look for the issuer that the identifier names',
    leaf: leafOf({
      extensions: [issuerId('abcd')],
    }),
    roots: [authority({ name: 'root', key: root.pair, extensions: [keyId('wxyz')] })],
  }),
]

const newKey = ecKey()
const oldRoot = authority({ name: 'old root' })
const newRoot = authority({ name: 'new root', key: newKey })
const bridge = authority({ name: 'new root', key: newKey, issuer: oldRoot })
const crossed = leafOf({ issuer: newRoot })

const bridges: readonly Scenario[] = [
  trusted('a bridge to the old root', { leaf: crossed, behind: [bridge], roots: [oldRoot] }),
  trusted('a bridge that is not needed', { leaf: crossed, behind: [bridge], roots: [newRoot] }),
  trusted('a bridge between two trusted roots', { leaf: crossed, behind: [bridge], roots: [newRoot, oldRoot] }),
]

export const chainScenarios = [...times, ...paths, ...namesakes, ...authorities, ...lengths, ...purposes, ...bridges]
export { below, under }
