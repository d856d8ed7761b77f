import { authority, type Constraints, extension, nameConstraints, withBytes } from '../support/certificate-builder.ts'
import { bits, element, objectId, octets, sequence, set, utf8 } from '../support/der.ts'
import { below, under } from './chain-scenarios.ts'
import { between, leafOf, loopback, refused, root, type Scenario, trusted } from './scenario.ts'

/** A leaf with these names below an authority with these constraints. */
function constrained(
  constraints: Constraints,
  alternatives: readonly string[] = [loopback, 'DNS:a.example'],
  isCritical = true,
): Pick<Scenario, 'leaf' | 'roots'> {
  const own = authority({ name: 'constrained', extensions: [nameConstraints(constraints, isCritical)] })
  return { leaf: leafOf({ issuer: own }, ...alternatives), roots: [own] }
}

const mail = 'email:a@b.example'
const web = 'URI:https://c.example/d'

const ranges = 'its TLS library knows no constraints on addresses'

const constraints: readonly Scenario[] = [
  trusted('permitted domain', constrained({ permitted: ['DNS:example'] })),
  trusted('permitted domain in capitals', constrained({ permitted: ['DNS:EXAMPLE'] })),
  trusted('permitted domain with a dot', constrained({ permitted: ['DNS:.example'] })),
  trusted('permitted name itself', constrained({ permitted: ['DNS:a.example'] })),
  trusted('every domain permitted', constrained({ permitted: ['DNS:'] })),
  refused('another domain permitted', constrained({ permitted: ['DNS:b.example'] })),
  refused('a domain permitted that ends alike', constrained({ permitted: ['DNS:ample'] })),
  refused('only names below permitted', constrained({ permitted: ['DNS:.a.example'] })),
  refused(
    'one name of two permitted',
    constrained({ permitted: ['DNS:a.example'] }, [loopback, 'DNS:a.example', 'DNS:b.example']),
  ),
  refused('excluded domain', constrained({ excluded: ['DNS:example'] })),
  refused('every domain excluded', constrained({ excluded: ['DNS:'] })),
  trusted('another domain excluded', constrained({ excluded: ['DNS:b.example'] })),
  refused('permitted and excluded', constrained({ permitted: ['DNS:example'], excluded: ['DNS:a.example'] })),
  refused(
    'a wildcard above an excluded name',
    constrained({ excluded: ['DNS:b.example'] }, [loopback, 'DNS:*.example']),
  ),
  trusted(
    'a wildcard beside an excluded name',
    constrained({ excluded: ['DNS:b.c.example'] }, [loopback, 'DNS:*.example']),
  ),
  refused(
    'a wildcard below an excluded domain',
    constrained({ excluded: ['DNS:example'] }, [loopback, 'DNS:*.example']),
  ),
  trusted(
    'a wildcard below a permitted domain',
    constrained({ permitted: ['DNS:example'] }, [loopback, 'DNS:*.example']),
  ),
  trusted('permitted range', { ...constrained({ permitted: ['IP:7f000000ff000000'] }), stricterExecutable: ranges }),
  refused('another range permitted', constrained({ permitted: ['IP:0a000000ff000000'] })),
  refused('excluded range', constrained({ excluded: ['IP:7f000000ff000000'] })),
  refused('excluded address', constrained({ excluded: ['IP:7f000001ffffffff'] })),
  trusted('another address excluded', {
    ...constrained({ excluded: ['IP:7f000002ffffffff'] }),
    stricterExecutable: ranges,
  }),
  trusted('a range of IPv6 excluded', {
    ...constrained({ excluded: [`IP:${'0'.repeat(64)}`] }),
    stricterExecutable: ranges,
  }),
  refused('only a range of IPv6 permitted', constrained({ permitted: [`IP:${'0'.repeat(64)}`] })),
  refused('a mask with a hole', constrained({ permitted: ['IP:7f000000ff00ff00'] })),
  refused('a range of five bytes', constrained({ permitted: ['IP:7f000000ff'] })),
  refused('a domain with a dot at its end', constrained({ permitted: ['DNS:example.'] })),
  refused('a domain with an empty label', constrained({ permitted: ['DNS:example', 'DNS:a..b'] })),
  refused('a domain that is not ASCII', constrained({ permitted: ['DNS:example', 'DNS:\xe9'] })),
  trusted('permitted mailbox', constrained({ permitted: [mail] }, [loopback, mail])),
  trusted('permitted host of mail', constrained({ permitted: ['email:b.example'] }, [loopback, mail])),
  refused('another mailbox permitted', constrained({ permitted: ['email:b@b.example'] }, [loopback, mail])),
  refused('excluded host of mail', constrained({ excluded: ['email:b.example'] }, [loopback, mail])),
  trusted('mail permitted where there is none', constrained({ permitted: ['email:b.example'] }, [loopback])),
  trusted('permitted host of a URI', constrained({ permitted: ['URI:c.example'] }, [loopback, web])),
  refused('another host of a URI permitted', constrained({ permitted: ['URI:d.example'] }, [loopback, web])),
  refused('excluded host of a URI', constrained({ excluded: ['URI:.example'] }, [loopback, web])),
  refused(
    'a URI with an address below constraints',
    constrained({ excluded: ['URI:x.example'] }, [loopback, 'URI:https://127.0.0.1/']),
  ),
  refused('critical constraint on directory names', constrained({ permitted: ['dir:x'] })),
  refused(
    'critical constraint on directory names beside one on domains',
    constrained({ permitted: ['DNS:example'], excluded: ['dir:x'] }),
  ),
  refused('critical constraint on registered ids', constrained({ excluded: ['id:1.2.3'] })),
  refused('critical constraint on other names', constrained({ excluded: ['other:x'] })),
  trusted(
    'constraint on directory names that is not critical',
    constrained({ excluded: ['dir:x'] }, [loopback], false),
  ),
  refused(
    'constraint on domains that is not critical',
    constrained({ excluded: ['DNS:example'] }, [loopback, 'DNS:a.example'], false),
  ),
  refused(
    'constraints of an intermediate',
    below(between(root, { extensions: [nameConstraints({ excluded: ['IP:7f000000ff000000'] })] })),
  ),
  refused(
    'no constraints in the list',
    under(authority({ name: 'none', extensions: [extension('2.5.29.30', sequence(), true)] })),
  ),
  refused('constraints of the leaf itself on directory names', {
    leaf: leafOf({ extensions: [nameConstraints({ permitted: ['dir:x'] })] }),
  }),
]

const anyPolicy = '2.5.29.32.0'

function policies(...ids: readonly string[]): Buffer {
  return extension('2.5.29.32', sequence(...ids.map((id) => sequence(objectId(id)))))
}

const needed = extension('2.5.29.36', sequence(element(0x80, Buffer.of(0))), true)
const needy = between(root, { name: 'needy', extensions: [needed, policies(anyPolicy)] })

const extensions: readonly Scenario[] = [
  trusted('unknown extension', { leaf: leafOf({ extensions: [extension('1.2.3.4', utf8('x'))] }) }),
  refused('unknown critical extension', { leaf: leafOf({ extensions: [extension('1.2.3.4', utf8('x'), true)] }) }),
  refused(
    'unknown critical extension of the intermediate',
    below(between(root, { extensions: [extension('1.2.3.4', utf8('x'), true)] })),
  ),
  refused(
    'unknown critical extension of the root',
    under(authority({ name: 'odd', extensions: [extension('1.2.3.4', utf8('x'), true)] })),
  ),
  refused('one extension twice', {
    leaf: leafOf({ extensions: [extension('1.2.3.4', utf8('x')), extension('1.2.3.4', utf8('y'))] }),
  }),
  refused('critical key identifier', {
    leaf: leafOf({ extensions: [extension('2.5.29.14', octets(Buffer.of(1)), true)] }),
  }),
  refused('critical identifier of the issuer', {
    leaf: leafOf({ extensions: [extension('2.5.29.35', sequence(), true)] }),
  }),
  refused('malformed key identifier', { leaf: leafOf({ extensions: [extension('2.5.29.14', utf8('x'))] }) }),
  refused('critical place of the issuer', {
    leaf: leafOf({
      extensions: [
        extension(
          '1.3.6.1.5.5.7.1.1',
          sequence(sequence(objectId('1.3.6.1.5.5.7.48.1'), element(0x86, Buffer.from('http://a')))),
          true,
        ),
      ],
    }),
  }),
  trusted('critical places of revocation lists', {
    leaf: leafOf({
      extensions: [
        extension(
          '2.5.29.31',
          sequence(sequence(element(0xa0, element(0xa0, element(0x86, Buffer.from('http://a')))))),
          true,
        ),
      ],
    }),
    stricterExecutable: 'its TLS library does not know them',
  }),
  refused('malformed usage', { leaf: leafOf({ extensions: [extension('2.5.29.15', utf8('x'), true)] }) }),
  refused('malformed extended usage', { leaf: leafOf({ extensions: [extension('2.5.29.37', sequence(utf8('x')))] }) }),
  refused('malformed constraints of the leaf', {
    leaf: leafOf({ extensions: [extension('2.5.29.19', utf8('x'), true)] }),
  }),
  refused('a value behind its end', {
    leaf: leafOf({ extensions: [extension('2.5.29.15', element(0x03, Buffer.alloc(0)), true)] }),
  }),
  trusted('policies', { leaf: leafOf({ extensions: [policies('1.2.3')] }) }),
  refused('one policy twice', { leaf: leafOf({ extensions: [policies('1.2.3', '1.2.3')] }) }),
  refused('a policy is needed and there is none', below(needy)),
  trusted('a policy is needed and there is one', {
    ...below(needy, { extensions: [policies('1.2.3')] }),
    refusedBy: ['3.4.23', '3.5.16'],
  }),
]

const usual = leafOf()
const serial = (...bytes: number[]) => ({ leaf: leafOf({ serial: Buffer.from(bytes) }) })
const subject = (value: Buffer) => ({ leaf: leafOf({ subject: sequence(set(sequence(objectId('2.5.4.3'), value))) }) })
const named = (tag: number, ...bytes: number[]) => subject(element(tag, Buffer.from(bytes)))

const encodings: readonly Scenario[] = [
  refused('negative serial', serial(0x81, 2, 3)),
  trusted('serial of zero', serial(0)),
  trusted('serial of thirty bytes', serial(1, ...new Array<number>(29).fill(7))),
  refused('version 4', { leaf: leafOf({ version: 3 }) }),
  refused('extensions in version 1', { leaf: leafOf({ version: undefined }) }),
  refused('extensions in version 2', { leaf: leafOf({ version: 1 }) }),
  refused('two names of the signature algorithm', {
    leaf: withBytes(
      usual,
      Buffer.concat([sequence(objectId('1.2.840.10045.4.3.2')), Buffer.of(3)]),
      Buffer.concat([sequence(objectId('1.2.840.10045.4.3.3')), Buffer.of(3)]),
    ),
  }),
  trusted('no subject', { leaf: leafOf({ subject: sequence() }) }),
  trusted('subject in old letters', named(20, 0xe9)),
  trusted('subject in wide letters', named(30, 0, 0x61)),
  trusted('subject as printed', named(19, 0x61)),
  refused('subject that cannot be printed', named(19, 0x40)),
  refused('subject that is not ASCII', named(22, 0xe9)),
  refused('subject that is a string of bits', subject(bits(Buffer.of(1)))),
  trusted('no attribute in a set', {
    stricterExecutable: 'its TLS library wants one in each',
    leaf: leafOf({ subject: sequence(set()) }),
  }),
]

export const ruleScenarios = [...constraints, ...extensions, ...encodings]
