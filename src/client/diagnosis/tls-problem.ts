import { errorCode } from '../../go/file-error.ts'
import type { TlsSecurity } from '../tls/security.ts'
import { ServerRefusal } from '../tls/server-check.ts'
import type { Diagnosis } from './diagnosis.ts'

/** An error of the TLS library: its code, empty when it has none, and its words. */
export interface TlsFailure {
  readonly code: string
  readonly message: string
}

/**
 * Why a handshake, or the connection after it, ended in `error`. Undefined when the error does not say: then the layers have to be
 * walked.
 */
export function problemOfHandshake(error: unknown, security: TlsSecurity): Diagnosis | undefined {
  if (error instanceof ServerRefusal) return tlsProblem(error.message, error.check)
  if (!(error instanceof Error)) return undefined
  const failure = { code: errorCode(error), message: error.message }
  return mayBeOffer(failure) ? undefined : certificateProblem(failure, security)
}

/** True when the server may have found nothing that it takes in what we offer. */
export function mayBeOffer({ code }: TlsFailure): boolean {
  return /ALERT_HANDSHAKE_FAILURE|ALERT_ILLEGAL_PARAMETER|WRONG_CURVE|WRONG_SIGNATURE_TYPE/.test(code)
}

export function tlsProblem(cause: string, check: string, isPermanent = true): Diagnosis {
  return { layer: 'TLS', cause, check, isPermanent }
}

const authorityCodes = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
  'CERT_UNTRUSTED',
])

/** More codes of node's TLS for a certificate that it refuses; `UNSPECIFIED` stands for errors without a code. */
const certificateCodes = new Set([
  'UNSPECIFIED',
  'PATH_LENGTH_EXCEEDED',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
])

/** How the executables' TLS library says that a certificate is malformed, or unfit for this use. */
const certificateWords = /CERTIFICATE_VERIFY_FAILED|CANNOT_PARSE_LEAF_CERT|OPENSSL_internal:DECODE_ERROR/

/** Only the executables' TLS library insists on this; Go and node do not. */
const unfitUsage = [
  "the server's certificate lacks digitalSignature in its key usage",
  'issue it anew, or use the program under Node',
] as const

/** Without the library's own numbers and names. */
function opensslText(message: string): string {
  const [, words] = /^error:[^:]*:[^:]*:[^:]*:(\w+)$/.exec(message) ?? []
  return words === undefined ? message : words.toLowerCase().replaceAll('_', ' ')
}

/** Why the TLS library or the server refused a certificate, by the code or the words of the error; undefined for any other error. */
export function certificateProblem(failure: TlsFailure, security: TlsSecurity): Diagnosis | undefined {
  const { code } = failure
  if (authorityCodes.has(code))
    return tlsProblem("the server's certificate is signed by an unknown authority", 'check --cacert')
  if (code === 'CERT_HAS_EXPIRED')
    return tlsProblem("the server's certificate has expired", 'renew it, or check the clock')
  if (code === 'CERT_NOT_YET_VALID') return tlsProblem("the server's certificate is not valid yet", 'check the clock')
  if (failure.message.includes('KEY_USAGE_BIT_INCORRECT')) return tlsProblem(...unfitUsage)
  if (certificateCodes.has(code) || certificateWords.test(failure.message)) {
    return tlsProblem(
      `the server's certificate is refused (${opensslText(failure.message)})`,
      'check the certificate and its authorities',
    )
  }
  if (code === 'INVALID_PURPOSE') {
    return tlsProblem("the server's certificate is not made for a server", 'check its extended key usage')
  }
  if (code.endsWith('ALERT_PROTOCOL_VERSION')) {
    return tlsProblem('the server speaks no TLS 1.2 or newer', 'check the versions that the server allows')
  }
  if (code.endsWith('ALERT_NO_APPLICATION_PROTOCOL')) {
    return tlsProblem('the server does not agree on HTTP/2 (ALPN)', 'is this the client port of etcd?')
  }
  return clientCertificateProblem(code, security)
}

const clientAlerts =
  /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|HANDSHAKE_FAILURE)/

function clientCertificateProblem(code: string, security: TlsSecurity): Diagnosis | undefined {
  const alert = clientAlerts.exec(code)?.[1]
  if (alert === undefined) return undefined
  if (!security.hasClientCertificate)
    return tlsProblem('the server asks for a client certificate', 'give --cert and --key')
  if (alert === 'CERTIFICATE_EXPIRED') return tlsProblem('the client certificate has expired', 'renew --cert')
  return tlsProblem(
    'the server refuses the client certificate',
    'check --cert: is it signed by the CA that the server trusts?',
  )
}
