import type { TlsFiles, TlsSecurity } from '../../client/tls/security.ts'
import { discoveryOf, setupFailure } from './endpoint-sources.ts'
import type { V2Settings } from './settings.ts'

/**
 * Reads the TLS files that are named, and tells whom a server has to be. Throws a V2Failure (exit code 1). The system's roots are read
 * when they are needed.
 */
export async function tlsSetup(settings: V2Settings): Promise<(host: string) => Promise<TlsSecurity>> {
  const { certFile, keyFile, caFile, env } = settings
  const flags = {
    cert: certFile || env.ETCDCTL_CERT_FILE || '',
    key: keyFile || env.ETCDCTL_KEY_FILE || '',
    cacert: caFile || env.ETCDCTL_CA_FILE || '',
    isForced: false,
    skipVerify: false,
    serverName: '',
  }
  let files: TlsFiles | undefined
  const read = async (): Promise<TlsFiles> => {
    const { readTls } = await import('../../client/tls/read-tls.ts')
    files ??= readTls(flags, env)
    return files
  }
  try {
    if (flags.cert + flags.key + flags.cacert !== '') await read()
  } catch (error) {
    throw setupFailure(error)
  }
  const { domain, isInsecure } = discoveryOf(settings)
  const fixedName = isInsecure ? '' : domain
  return async (host) => ({
    files: await read(),
    serverName: fixedName === '' ? host : fixedName,
    rejectUnauthorized: true,
    hasClientCertificate: flags.cert !== '',
    needsAlpn: false,
  })
}
