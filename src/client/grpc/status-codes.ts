import { errorCodes } from '../http2/error-codes.ts'

/** gRPC's status codes, those that a transport gives. */
export const statusCodes = {
  canceled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const

/** gRPC's codes for a stream that ended in one of HTTP/2's error codes; `internal` for the rest of them (3.4 to 3.7). */
const resetCodes: Readonly<Record<number, number>> = {
  [errorCodes.flowControlError]: statusCodes.resourceExhausted,
  [errorCodes.refusedStream]: statusCodes.unavailable,
  [errorCodes.cancel]: statusCodes.canceled,
  [errorCodes.enhanceYourCalm]: statusCodes.resourceExhausted,
  [errorCodes.inadequateSecurity]: statusCodes.permissionDenied,
}

export function statusOfReset(code: number): number {
  if (code > errorCodes.http11Required) return statusCodes.unknown
  return resetCodes[code] ?? statusCodes.internal
}

/** gRPC's codes for an HTTP status of an answer that is not gRPC; `unknown` for the rest (3.4 to 3.7). */
const httpCodes: Readonly<Record<number, number>> = {
  400: statusCodes.internal,
  401: statusCodes.unauthenticated,
  403: statusCodes.permissionDenied,
  404: statusCodes.unimplemented,
  429: statusCodes.unavailable,
  502: statusCodes.unavailable,
  503: statusCodes.unavailable,
  504: statusCodes.unavailable,
}

export function statusOfHttp(httpStatus: number): number {
  return httpCodes[httpStatus] ?? statusCodes.unknown
}
