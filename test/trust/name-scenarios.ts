import { extension, generalName, issue, names } from '../support/certificate-builder.ts'
import { sequence } from '../support/der.ts'
import { leafOf, loopback, refused, root, type Scenario, trusted } from './scenario.ts'

/** A certificate whose common name is the host. */
function called(name: string, ...alternatives: readonly string[]): Pick<Scenario, 'leaf' | 'host'> {
  const extensions = alternatives.length === 0 ? [] : [names(...alternatives)]
  return { leaf: issue({ name, issuer: root, extensions }), host: name }
}

const emptyNames = extension('2.5.29.17', sequence())
const loopback6 = 'IP:00000000000000000000000000000001'

const byCommonName: readonly Scenario[] = [
  refused('only the common name is the address', called('127.0.0.1')),
  refused('only the common name is the host', called('localhost')),
  refused('common name beside addresses', called('localhost', loopback)),
  refused('common name beside other addresses', called('127.0.0.1', 'IP:7f000002')),
  refused('common name beside an e-mail', called('localhost', 'email:a@b.example')),
  refused('common name beside a URI', called('localhost', 'URI:spiffe://a/b')),
  refused('common name beside a directory name', called('localhost', 'dir:localhost')),
  refused('common name beside a registered id', called('localhost', 'id:1.2.3')),
  refused('common name beside a name of another kind', called('localhost', 'other:localhost')),
  refused('common name beside another name', called('localhost', 'DNS:a.example')),
  refused('common name beside an empty list', {
    leaf: issue({ name: 'localhost', issuer: root, extensions: [emptyNames] }),
    host: 'localhost',
  }),
]

const ofHosts: readonly Scenario[] = [
  trusted('address', { leaf: leafOf({}, loopback) }),
  trusted('address among others', { leaf: leafOf({}, 'DNS:a.example', 'IP:0a000001', loopback, loopback6) }),
  trusted('address in the form of IPv6', { leaf: leafOf({}, 'IP:00000000000000000000ffff7f000001') }),
  trusted('address of IPv6', { leaf: leafOf({}, loopback6), host: '[::1]' }),
  refused('another address', { leaf: leafOf({}, 'IP:7f000002') }),
  refused('a name for an address', { leaf: leafOf({}, 'DNS:localhost') }),
  refused('an address written as a name', { leaf: leafOf({}, 'DNS:127.0.0.1') }),
  refused('an address of IPv6 for one of IPv4', { leaf: leafOf({}, loopback6) }),
  refused('an address for a name', { leaf: leafOf({}, loopback), host: 'localhost' }),
  trusted('name', { leaf: leafOf({}, 'DNS:localhost'), host: 'localhost' }),
  refused('an endpoint without a host', { leaf: leafOf({}, loopback, 'DNS:localhost', 'DNS:'), host: '' }),
  trusted('name in capitals', { leaf: leafOf({}, 'DNS:LOCALHOST'), host: 'localhost' }),
  trusted('host in capitals', { leaf: leafOf({}, 'DNS:localhost'), host: 'LOCALHOST' }),
  refused('name with a dot at its end', { leaf: leafOf({}, 'DNS:localhost.'), host: 'localhost' }),
  refused('a bare star', { leaf: leafOf({}, 'DNS:*'), host: 'localhost' }),
  refused('a star within a name', { leaf: leafOf({}, 'DNS:l*t'), host: 'localhost' }),
  refused('a name that begins like the host', { leaf: leafOf({}, 'DNS:localhost.example'), host: 'localhost' }),
  refused('a list within a name', { leaf: leafOf({}, 'DNS:x, DNS:localhost'), host: 'localhost' }),
  refused('an end within a name', { leaf: leafOf({}, 'DNS:localhost\0.example'), host: 'localhost' }),
  trusted('two hundred names', {
    leaf: leafOf({}, ...Array.from({ length: 200 }, (_, at) => `DNS:n${at}.example`), loopback),
  }),
]

function wildcard(pattern: string, host: string): Pick<Scenario, 'leaf' | 'host' | 'refusedBy'> {
  // its name of a unix socket is another one
  return { leaf: leafOf({}, `DNS:${pattern}`), host, refusedBy: ['3.4.23'] }
}

const wildcards: readonly Scenario[] = [
  trusted('exact name', wildcard('f.example', 'f.example')),
  trusted('exact name in another case', wildcard('F.Example', 'f.example')),
  trusted('host with a dot at its end', wildcard('f.example', 'f.example.')),
  trusted('wildcard', wildcard('*.example', 'f.example')),
  trusted('wildcard below', wildcard('*.b.example', 'a.b.example')),
  trusted('wildcard for a name in ASCII form', wildcard('*.example', 'xn--a.example')),
  trusted('wildcard for a name with an underscore', wildcard('*.example', '_a.example')),
  refused('wildcard for two labels', wildcard('*.example', 'a.b.example')),
  refused('wildcard for no label', wildcard('*.f.example', 'f.example')),
  refused('wildcard in the middle', wildcard('a.*.example', 'a.b.example')),
  refused('wildcard at the end', wildcard('f.*', 'f.example')),
  refused('wildcards everywhere', wildcard('*.*', 'f.example')),
  refused('two stars', wildcard('**.example', 'f.example')),
  refused('half a wildcard behind', wildcard('f*.example', 'foo.example')),
  refused('half a wildcard before', wildcard('*o.example', 'foo.example')),
  refused('half a wildcard around', wildcard('f*o.example', 'foo.example')),
  refused('a domain with a dot before it', wildcard('.example', 'f.example')),
  refused('the domain above', wildcard('example', 'f.example')),
  refused('a wildcard with a dot at its end', wildcard('*.example.', 'f.example')),
]

const malformed: readonly Scenario[] = [
  refused('an address of five bytes', { leaf: leafOf({}, loopback, 'IP:7f00000101') }),
  refused('an address of no bytes', { leaf: leafOf({}, loopback, 'IP:') }),
  refused('a name that is not ASCII', { leaf: leafOf({}, loopback, 'DNS:\xe9.example') }),
  refused('an e-mail that is not ASCII', { leaf: leafOf({}, loopback, 'email:\xe9@b.example') }),
  refused('a URI that is not ASCII', { leaf: leafOf({}, loopback, 'URI:a://\xe9') }),
  refused('a URI with a space in its host', { leaf: leafOf({}, loopback, 'URI:a://b c/d') }),
  refused('a URI with a bad escape', { leaf: leafOf({}, loopback, 'URI:a://b/%zz') }),
  refused('a URI with a bad port', { leaf: leafOf({}, loopback, 'URI:a://b:c/') }),
  trusted('a URI as SPIFFE has it', { leaf: leafOf({}, loopback, 'URI:spiffe://a.example/b/c') }),
  trusted('a name that is none', { leaf: leafOf({}, loopback, 'DNS:a b..') }),
  trusted('names of other kinds', { leaf: leafOf({}, loopback, 'other:x', 'dir:x', 'id:1.2.3') }),
  refused('critical names of an unknown kind', {
    leaf: issue({
      name: '127.0.0.1',
      issuer: root,
      extensions: [extension('2.5.29.17', sequence(generalName('id:1.2.3')), true)],
    }),
  }),
  refused('two lists of names', {
    leaf: issue({ issuer: root, extensions: [names(loopback), names(loopback)] }),
  }),
]

export const nameScenarios = [...byCommonName, ...ofHosts, ...wildcards, ...malformed]
