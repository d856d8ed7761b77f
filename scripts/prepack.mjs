// What npm runs before it packs: a fresh clone has neither the build's tools nor anything built.
import { execSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** npm says on stdout what it packed, and programs read that. */
const stdio = ['ignore', 2, 2]
if (!existsSync('node_modules')) execSync('npm ci --no-audit --no-fund', { stdio })
execSync('npm run --silent build', { stdio })
