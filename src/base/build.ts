/** Which build of our package this is. */
export interface Build {
  readonly package: string
  /** The package's own version, which has nothing to do with a release of etcd. */
  readonly version: string
  /** The commit that it was built from, with a `+` for uncommitted changes; absent outside a clone. */
  readonly commit?: string
}

/** Filled in when the program is bundled. */
declare const ETCDCTL_TS_BUILD: Build | undefined

export const build: Build =
  typeof ETCDCTL_TS_BUILD === 'undefined' ? { package: 'etcdctl-ts', version: '0.0.0' } : ETCDCTL_TS_BUILD

/** The user agent of our calls: `etcdctl-ts/0.1.0 (1a2b3c4d)`. */
export const userAgent = `${build.package}/${build.version}${inBrackets(build)}`

/** For people: `etcdctl-ts 0.1.0 (1a2b3c4d) on node 20.20.2`. */
export function buildText(runtimeName: string): string {
  return `${build.package} ${build.version}${inBrackets(build)} on ${runtimeName}`
}

function inBrackets({ commit }: Build): string {
  return commit === undefined ? '' : ` (${commit})`
}
