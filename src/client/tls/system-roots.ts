import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Where Linux distributions keep the roots in one file; the first that can be read counts. */
const rootFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]
/** All files in them count as well. */
const rootFolders = ['/etc/ssl/certs', '/etc/pki/tls/certs']

/** Variables that stand for the files, and for the folders. */
export interface RootVariables {
  readonly SSL_CERT_FILE?: string | undefined
  readonly SSL_CERT_DIR?: string | undefined
}

/**
 * The roots of the system as PEM, where Go looks for them on Linux (1.26): `SSL_CERT_FILE` stands for the files, `SSL_CERT_DIR`
 * (several, with colons) for the folders. Undefined where nothing is found and no variable is set: the runtime's own have to do.
 */
export function systemRoots({
  SSL_CERT_FILE: file = '',
  SSL_CERT_DIR: folders = '',
}: RootVariables): string[] | undefined {
  const bundle = (file === '' ? rootFiles : [file]).map(read).find((text) => text !== undefined)
  const inFolders = (folders === '' ? rootFolders : folders.split(':'))
    .flatMap(filesIn)
    .flatMap((path) => read(path) ?? [])
  const roots =
    bundle === undefined ? inFolders : [bundle, ...inFolders.filter((text) => !bundle.includes(text.trim()))]
  return roots.length === 0 && file + folders === '' ? undefined : roots
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}

/** Leaves out links to other files of the folder: their names are hashes. */
function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    const own = entries.filter(
      (entry) => !entry.isSymbolicLink() || readlinkSync(`${folder}/${entry.name}`).includes('/'),
    )
    return own.map(({ name }) => `${folder}/${name}`)
  } catch {
    return []
  }
}
