const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

/** Loads a bundle from dist/ with the code that the build compiled for it; another node release compiles it anew. */
exports.load = (name) => {
  const filename = join(__dirname, '..', 'dist', `${name}.cjs`)
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: readCache(`${filename}.cache`) })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, require, module, filename, __dirname)
  return { ...module.exports, script }
}

function readCache(filename) {
  try {
    return readFileSync(filename)
  } catch {
    return undefined
  }
}
