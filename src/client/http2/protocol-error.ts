/** The peer does not keep to HTTP/2: the connection cannot be used any more. */
export class ProtocolError extends Error {}
