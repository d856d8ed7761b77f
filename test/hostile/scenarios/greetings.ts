import { flags, frame, goaway, ping, rst, settings, settingsAck, types, u32, windowUpdate } from '../frames.ts'
import { answerHeaders, okTrailers, proper, type Scenario, theme } from '../scenario.ts'

const { add, list } = theme('greeting')
const put = { commands: ['put'] } as const

add('failure', 'accepted, and silence', proper, { accepted: [], greeting: [], isDeaf: true })
add('failure', 'accepted, and closed in order', proper, { accepted: ['end'], ...put })
add('failure', 'accepted, and cut', proper, { accepted: ['cut'], ...put })
add('failure', 'accepted, and reset', proper, { accepted: ['reset'], ...put })
add('failure', 'silence behind the preface', proper, { greeting: [], isDeaf: true, ...put })
add('failure', 'closed behind the preface', proper, { greeting: ['end'], ...put })
add('failure', 'cut behind the preface', proper, { greeting: ['cut'], ...put })
add('failure', 'HTTP/1.1 speaks first', proper, { accepted: [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')] })
add('failure', 'HTTP/1.1 answers the preface', proper, {
  greeting: [Buffer.from('HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 0\r\n\r\n'), 'end'],
})
add('failure', 'a page in HTTP/1.0', proper, {
  greeting: [Buffer.from('HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html></html>'), 'end'],
  ...put,
})
add('failure', 'a TLS alert', proper, { accepted: [Buffer.from('15030100020246', 'hex'), 'end'], ...put })
add('failure', 'an SSH banner', proper, { accepted: [Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')], ...put })
add('failure', 'zeros', proper, { accepted: [Buffer.alloc(64)], ...put })
add('failure', 'ones', proper, { accepted: [Buffer.alloc(64, 0xff)], ...put })
add('failure', 'the settings cut in their head', proper, { accepted: [settings().subarray(0, 5), 'cut'], ...put })
add('failure', 'the settings cut in their payload, then silence', proper, {
  accepted: [settings([3, 100]).subarray(0, 12)],
  ...put,
})
add('success', 'the settings byte by byte', proper, {
  accepted: [...settings([3, 100])].flatMap((byte) => [Buffer.of(byte), 1]),
})
add('failure', 'a ping in place of the settings', proper, { accepted: [ping()] })
add('failure', 'a confirmation in place of the settings', proper, { accepted: [settingsAck] })
add('failure', 'a window update in place of the settings', proper, { accepted: [windowUpdate(0, 1000)], ...put })
add('failure', 'an unknown frame in place of the settings', proper, { accepted: [frame(0x42, 0, 0)], ...put })
add('failure', 'going away in place of the settings', proper, { accepted: [goaway(0, 11, 'calm down')], ...put })
add('failure', 'a reset in place of the settings', proper, { accepted: [rst(1, 0)], ...put })
add('failure', 'headers in place of the settings', proper, { accepted: [answerHeaders(1)], ...put })
add('failure', 'a whole answer in place of the settings', proper, {
  accepted: [answerHeaders(1), okTrailers(1)],
})
add('failure', 'an answer before the request came', () => [], {
  accepted: [settings(), answerHeaders(1), okTrailers(1)],
  isRace: true,
})
add('success', "settings, and no confirmation of the client's", proper, { isDeaf: true })
add('success', 'settings twice', proper, { accepted: [settings(), settings([3, 10])] })
add('success', 'a confirmation of settings that nobody sent', proper, {
  accepted: [settings(), settingsAck, settingsAck, settingsAck],
  ...put,
})

const settingsTheme = theme('settings')
const with_ = settingsTheme.add
const greeted = (...frames: readonly Buffer[]): Pick<Scenario, 'accepted'> => ({ accepted: frames })

with_('success', 'unknown ones are passed over', proper, greeted(settings([0x99, 7], [0, 0], [0xffff, 0xffffffff])))
with_(
  'original',
  'a hundred of them',
  proper,
  greeted(settings(...Array.from({ length: 100 }, () => [3, 100] as const))),
)
with_('success', 'pushes forbidden', proper, greeted(settings([2, 0])))
with_('original', 'pushes allowed by a server', proper, greeted(settings([2, 1])))
with_('original', 'pushes neither allowed nor forbidden', proper, greeted(settings([2, 2])))
with_('failure', 'no streams at all', proper, greeted(settings([3, 0])))
with_('success', 'one stream at a time', proper, greeted(settings([3, 1])))
with_('success', 'any number of streams', proper, greeted(settings([3, 0xffffffff])))
with_('success', 'no streams, and later some', proper, {
  accepted: [settings([3, 0]), 200, settings([3, 10])],
})
with_('failure', 'a first window of 2^31', proper, greeted(settings([4, 0x80000000])))
with_('failure', 'a first window of 2^32 - 1', proper, greeted(settings([4, 0xffffffff])))
with_('success', 'a first window of 2^31 - 1', proper, greeted(settings([4, 0x7fffffff])))
with_('failure', 'frames of at most 0 bytes', proper, greeted(settings([5, 0])))
with_('failure', 'frames of at most 1 byte', proper, greeted(settings([5, 1])))
with_('failure', 'frames of at most 16,383 bytes', proper, greeted(settings([5, 16_383])))
with_('success', 'frames of at most 16,384 bytes', proper, greeted(settings([5, 16_384])))
with_('success', 'frames of at most 2^24 - 1 bytes', proper, greeted(settings([5, 0xffffff])))
with_('failure', 'frames of at most 2^24 bytes', proper, greeted(settings([5, 0x1000000])))
with_('success', 'header lists of at most 1 MB', proper, greeted(settings([6, 1_000_000])))
with_('original', 'header lists of at most 0 bytes', proper, greeted(settings([6, 0])))
with_('original', 'header lists of at most 10 bytes', proper, greeted(settings([6, 10])))
with_('success', "no table for the client's headers", proper, greeted(settings([1, 0])))
with_('success', 'a table of 2^32 - 1 bytes', proper, greeted(settings([1, 0xffffffff])))
with_('failure', 'cut to five bytes', proper, greeted(frame(types.settings, 0, 0, Buffer.alloc(5))))
with_('failure', 'one byte too many', proper, greeted(frame(types.settings, 0, 0, Buffer.alloc(7))))
with_('failure', 'on a stream', proper, greeted(frame(types.settings, 0, 1)))
with_('failure', 'a confirmation with a payload', proper, {
  accepted: [settings(), frame(types.settings, flags.ack, 0, Buffer.alloc(6))],
  isDeaf: true,
})
with_('failure', 'broken ones within the call', ({ stream }) => [
  answerHeaders(stream),
  frame(types.settings, 0, 0, Buffer.alloc(3)),
  okTrailers(stream),
])
with_('success', 'new ones within the call', (call) => [settings([4, 100_000], [3, 5]), proper(call)])
with_('failure', 'frames of 5 bytes at most within the call', (call) => [settings([5, 5]), proper(call)])
with_('failure', 'a payload that is longer than the frame says', proper, {
  accepted: [frame(types.settings, 0, 0, Buffer.concat([Buffer.of(0, 3), u32(7), u32(9)]), 6)],
  ...put,
})

export const greetings = [...list, ...settingsTheme.list]
