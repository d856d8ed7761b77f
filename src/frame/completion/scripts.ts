import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { powershellScript } from './powershell.ts'
import type { Shell } from './values.ts'
import { zshScript } from './zsh.ts'

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

export const programNames = ['etcdctl', 'etcdutl'] as const
export type ProgramName = (typeof programNames)[number]

export function completionScript(shell: Shell, program: ProgramName = 'etcdctl'): string {
  return naming(scripts[shell].text, program)
}

/** The scripts that are kept as files, for packages that install them. */
export function completionFiles(): readonly Script[] {
  return programNames.flatMap((program) =>
    Object.values(scripts).map(({ file, text }) => ({ file: naming(file, program), text: naming(text, program) })),
  )
}

/** The scripts are written for etcdctl; nothing but the name differs. */
function naming(text: string, program: ProgramName): string {
  return text.replaceAll('etcdctl', program)
}
