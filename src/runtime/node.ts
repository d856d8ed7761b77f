import type { Sink } from '../base/io.ts'
import type { Runtime } from './runtime.ts'

export const nodeRuntime: Runtime = {
  name: `node ${process.versions.node}`,
  openStdin: () => process.stdin,
  output: (name) => streamOutput(() => process[name]),
  // node takes the mark away when it starts
  ignoresHangUp: () => false,
  collectGarbage: () => {},
  compileEarly: () => {},
  readPlainFile: undefined,
  sockets: undefined,
  tlsLibrary: { hasSecurityLevels: true, comparesKeyHalves: false },
  callsLostRoutesRefused: false,
}

/** The stream is made on first use: node takes a millisecond or two for it. */
function streamOutput(stream: () => NodeJS.WriteStream): Sink {
  const ready = (): NodeJS.WriteStream => {
    const target = stream()
    // the callback has the error; without a listener node would throw it as well
    if (target.listenerCount('error') === 0) target.on('error', () => {})
    return target
  }
  return {
    get isTerminal() {
      return stream().isTTY === true
    },
    write: (chunk) =>
      new Promise((resolve, reject) => {
        ready().write(chunk, (error) => (error === null || error === undefined ? resolve() : reject(error)))
      }),
    // node writes to a terminal at once
    writeNow: (chunk) => void ready().write(chunk),
  }
}
