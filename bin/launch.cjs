const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

/** Loads a bundle from dist/ with the code that the build compiled for it; another node release compiles it anew. */
exports.load = (name) => {
  const filename = join(__dirname, '..', 'dist', `${name}.cjs`)
  const script = new Script(readProgram(filename), { filename, cachedData: readCache(`${filename}.cache`) })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, require, module, filename, __dirname)
  return { ...module.exports, script }
}

function readProgram(filename) {
  try {
    return readFileSync(filename, 'latin1')
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    process.stderr.write(`Error: ${filename} is missing: run npm run build in ${join(__dirname, '..')}\n`)
    return process.exit(1)
  }
}

function readCache(filename) {
  try {
    return readFileSync(filename)
  } catch {
    return undefined
  }
}
