// Plays the cases of a range of seeds in this process: `case-child.ts <samples> <folder> <first seed> <end> <commands per case>`. Writes a
// line of JSON to standard output before each command and behind it. The commands run here too, unless PROGRAM names
// another way: `executable` and `node` stand for processes.
import { readFileSync, writeFileSync } from 'node:fs'
import { runCli, runUtl } from '../../support/run-cli.ts'
import { CaseRunner } from './case-runner.ts'
import { runMeasured } from './measured-run.ts'
import type { RunTrial } from './outcome.ts'
import { samplesIn } from './samples.ts'

const [samples = '', folder = '', first = '', end = '', trialsPerCase = ''] = process.argv.slice(2)

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Linux forgets the peak when it is told to. */
function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // the peak is then that of all commands so far
  }
}

function ownPeakMib(): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
  } catch {
    return process.resourceUsage().maxRSS / 1024
  }
}

const runHere: RunTrial = async (args, { release, program }) => {
  forgetPeak()
  const result = await (program === 'etcdctl' ? runCli : runUtl)(args, { env: { ETCDCTL_COMPAT: release } })
  say({ peak: ownPeakMib() })
  return result
}

const runProcesses: RunTrial = async (args, { release, program }) => {
  const { peakMib, ...result } = await runMeasured(program, args, release)
  say({ peak: peakMib })
  return result
}

const runner = new CaseRunner({
  samples: samplesIn(samples),
  folder,
  trialsPerCase: trialsPerCase === '' ? undefined : Number(trialsPerCase),
  run: process.env.PROGRAM === undefined ? runHere : runProcesses,
  onTrial: (trial) => say({ begins: trial }),
  onFinding: (finding) => say({ finding }),
})
for (let seed = Number(first); seed < Number(end); seed++) await runner.play(seed)
say({ done: true })
