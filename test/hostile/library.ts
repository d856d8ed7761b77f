/**
 * What node's HTTP/2 and grpc-js, which are not ours, take though nobody should, as `theme: name`. They carry calls
 * when a user asks for them; no call arrives more often for it.
 */
export const lenient: ReadonlySet<string> = new Set([
  'settings: header lists of at most 0 bytes',
  'settings: header lists of at most 10 bytes',
  'header block: a field with an empty name',
  'header field: a space in a name',
  'header field: a colon in a name',
  'header field: a NUL in a name',
  'header field: a newline in a name',
  'header field: a byte of 0xff in a name',
  'header field: NUL in a value, first',
  'header field: NUL in a value, last',
  'header field: newline in a value, first',
  'header field: newline in a value, last',
  'header field: carriage return in a value, first',
  'header field: carriage return in a value, last',
  'header field: escape in a value, first',
  'header field: escape in a value, last',
  'header field: delete in a value, first',
  'header field: delete in a value, last',
  'stray frame: a push',
  'http answer: the content type twice: gRPC and a page',
  'message: one and a byte',
  'duplex: reset 99 behind headers, then all of it',
  'message: compressed, as its encoding says',
])

/** What they refuse though it is proper: they count against floods. */
export const strict: ReadonlySet<string> = new Set([
  'greeting: a confirmation of settings that nobody sent',
  'header block: two hundred fields',
  'continuation: a byte a frame',
  'stray frame: an answer to a ping that nobody sent',
  'flow control: an answer before the request could be sent',
  'flow control: a window that turns negative',
])
