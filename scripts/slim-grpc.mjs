/** The parts of grpc-js that only servers, xds and introspection need, and what stands in their place in the bundle. */
const standIns = {
  './server': '',
  './server-call': '',
  './server-credentials': '',
  './server-interceptors': '',
  './status-builder': '',
  './make-client': '',
  './experimental': '',
  './certificate-provider': '',
  './admin': 'exports.registerAdminService = () => {}',
  './orca': '',
  './load-balancer-outlier-detection': 'exports.setup = () => {}',
  './load-balancer-weighted-round-robin': 'exports.setup = () => {}',
  './load-balancer-round-robin': 'exports.setup = () => {}',
  './channelz': `
    class Silent {
      addTrace() {}
      refChild() {}
      unrefChild() {}
      getChildLists() { return { channels: [], subchannels: [], sockets: [] } }
      addCallStarted() {}
      addCallSucceeded() {}
      addCallFailed() {}
    }
    exports.ChannelzTrace = exports.ChannelzTraceStub = Silent
    exports.ChannelzCallTracker = exports.ChannelzCallTrackerStub = Silent
    exports.ChannelzChildrenTracker = exports.ChannelzChildrenTrackerStub = Silent
    const register = (name) => ({ kind: 'none', id: 0, name })
    exports.registerChannelzChannel = exports.registerChannelzSubchannel = exports.registerChannelzSocket = register
    exports.unregisterChannelzRef = () => {}
    exports.setup = () => {}`,
}

/** Modules of node that are loaded at start and used rarely: the stand-in loads them when they are called. */
const lateModules = {
  'node:child_process': ['spawn'],
  'node:fs': ['existsSync', 'readFileSync', 'realpathSync'],
  zlib: ['createDeflate', 'createGunzip', 'createGzip', 'createInflate', 'deflate', 'gzip', 'inflate', 'unzip'],
  http: ['request'],
  dns: ['lookup', 'promises'],
  net: ['connect', 'isIP', 'isIPv4'],
}

/** What commander's commands use of node's emitter, which costs Bun half a millisecond. */
const smallEmitter = `
  class EventEmitter {
    #listeners = new Map()
    on(event, listener) {
      this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
      return this
    }
    emit(event, ...values) {
      for (const listener of this.#listeners.get(event) ?? []) listener(...values)
      return this.#listeners.has(event)
    }
    listenerCount(event) { return this.#listeners.get(event)?.length ?? 0 }
  }
  module.exports = { EventEmitter }`

/** Node compiles a pattern of 5 ms for the first look at an address that may be IPv6. */
const quickIsIPv6 = `isIPv6: (text) => text.includes(':') && require('node:net').isIPv6(text)`

function lateModule(name) {
  const real = name.startsWith('node:') ? name : `node:${name}`
  const members = lateModules[name].map((member) => `get ${member}() { return require('${real}').${member} }`)
  if (name === 'net') members.push(quickIsIPv6)
  return `module.exports = { ${members.join(', ')} }`
}

const folder = /@grpc[\\/]grpc-js[\\/]build[\\/]src/
const slimmed = /@grpc[\\/]grpc-js[\\/]build[\\/]src|node_modules[\\/]commander|src[\\/]cli[\\/]arguments/

/** Leaves out of the bundle what a client never runs: a fifth of what grpc-js costs at start. */
export const slimGrpc = {
  name: 'slim-grpc',
  setup(build) {
    build.onResolve({ filter: /^\.\// }, ({ importer, path }) => {
      if (!folder.test(importer) || standIns[path] === undefined) return undefined
      return { path, namespace: 'slim-grpc' }
    })
    build.onResolve({ filter: /^(zlib|http|dns|net|node:child_process|node:fs)$/ }, ({ importer, path }) => {
      return slimmed.test(importer) ? { path, namespace: 'late-module' } : undefined
    })
    build.onResolve({ filter: /^node:events$/ }, ({ importer, path }) => {
      return /node_modules[\\/]commander/.test(importer) ? { path, namespace: 'small-emitter' } : undefined
    })
    build.onLoad({ filter: /.*/, namespace: 'small-emitter' }, () => ({ contents: smallEmitter, loader: 'js' }))
    build.onLoad({ filter: /.*/, namespace: 'late-module' }, ({ path }) => ({
      contents: lateModule(path),
      loader: 'js',
    }))
    build.onLoad({ filter: /.*/, namespace: 'slim-grpc' }, ({ path }) => ({ contents: standIns[path], loader: 'js' }))
  },
}
