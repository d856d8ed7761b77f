import type { Session } from '../../app.ts'
import { CliError } from '../../base/errors.ts'
import type { CountedDecoding, DecodeFlags } from './decode-flags.ts'

/** How values are decoded; undefined when they are shown as they are. The flags have no problem. */
export async function decodingFor(flags: DecodeFlags, { format }: Session): Promise<CountedDecoding | undefined> {
  const mode = flags.decode === '' && format === 'yaml' ? 'auto' : flags.decode
  return mode === '' || mode === 'none' ? undefined : createDecoding(mode, flags.showSecrets)
}

/** `k8s` takes every value for one of Kubernetes, `auto` only those that begin like one. */
async function createDecoding(mode: string, showSecrets: boolean): Promise<CountedDecoding> {
  const { shown } = await import('../../kubernetes/shown.ts')
  let foreign = 0
  const broken: string[] = []
  return {
    show: (value) => {
      const result = shown(value, { showSecrets })
      if (result === undefined) foreign++
      else if ('reason' in result) broken.push(result.reason)
      return result
    },
    refuseUnread: () => {
      if (broken.length > 0) throw new CliError(`${counted(broken.length)} of Kubernetes cannot be read: ${broken[0]}`)
      if (mode === 'k8s' && foreign > 0) throw new CliError(`${counted(foreign)} not stored by Kubernetes`)
    },
  }
}

function counted(count: number): string {
  return count === 1 ? '1 value' : `${count} values`
}
