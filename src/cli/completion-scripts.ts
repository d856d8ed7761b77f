import { bashScript } from './completion-bash.ts'
import { fishScript } from './completion-fish.ts'
import { powershellScript } from './completion-powershell.ts'
import type { Shell } from './completion-values.ts'
import { zshScript } from './completion-zsh.ts'

interface Script {
  /** Its name under completions/, the one that the shell looks for. */
  readonly file: string
  readonly text: string
}

const scripts: Readonly<Record<Shell, Script>> = {
  bash: { file: 'etcdctl.bash', text: bashScript },
  zsh: { file: '_etcdctl', text: zshScript },
  fish: { file: 'etcdctl.fish', text: fishScript },
  powershell: { file: 'etcdctl.ps1', text: powershellScript },
}

export function completionScript(shell: Shell): string {
  return scripts[shell].text
}

/** The scripts that are kept as files, for packages that install them. */
export function completionFiles(): readonly Script[] {
  return Object.values(scripts)
}
