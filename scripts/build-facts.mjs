// What a bundle knows of itself (src/base/build.ts).
import { execFileSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'

/** The name and version of the package, and the commit of the clone that it is built in. */
export function buildFacts() {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'))
  const commit = commitOfClone()
  return { package: name, version, ...(commit === undefined ? {} : { commit }) }
}

/** Undefined outside a clone: an unpacked archive may lie in somebody else's. */
function commitOfClone() {
  try {
    if (realpathSync(git('rev-parse', '--show-toplevel')) !== realpathSync('.')) return undefined
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== ''
    return `${git('rev-parse', '--short=10', 'HEAD')}${isChanged ? '+' : ''}`
  } catch {
    return undefined
  }
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}
