import type { Io } from '../base/io.ts'
import type { V2Release } from './release.ts'

/** How a run of the v2 client behaves. */
export interface V2Mode {
  /** Whose output it prints. Without a pin that of 3.4, the last release that was made for this API. */
  readonly release: V2Release
  /** No release is pinned: the command line takes what any of them takes. */
  readonly isAuto: boolean
}

/** Undefined for a run that speaks v3. 3.0 and 3.3 spoke v2 unless they were told otherwise. */
export function v2Mode({ env }: Pick<Io, 'env'>, compat: string): V2Mode | undefined {
  const { ETCDCTL_API: api = '' } = env
  // most runs need no pattern, which takes time to compile
  if (api !== '2' && compat === '') return undefined
  const isOld = /^3\.[0-3](?:\.\d+)?$/.test(compat)
  if (api !== '2' && !(isOld && api === '')) return undefined
  if (compat === '' || compat === 'auto') return { release: '3.4', isAuto: true }
  const minor = Number(/^3\.(\d+)/.exec(compat)?.[1] ?? 4)
  return { release: minor === 0 ? '3.0' : minor <= 3 ? '3.3' : minor === 4 ? '3.4' : '3.5', isAuto: false }
}
