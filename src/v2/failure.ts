import { CliError } from '../base/errors.ts'

/** The exit codes of v2 mode (3.0 to 3.5). */
export const v2ExitCodes = {
  badArguments: 1,
  badConnection: 2,
  unknownCommand: 3,
  serverError: 4,
  notHealthy: 5,
} as const

export interface V2FailureOptions {
  readonly exitCode?: number
  /** Lines for stderr in front. */
  readonly remarks?: readonly string[]
  /** Lines for stderr behind: the causes of a cluster error. */
  readonly details?: readonly string[]
  /** No command puts `Error:  ` in front: a client that could not be built. */
  readonly isBare?: boolean
  /** The cluster could not be asked for its endpoints: line and exit code are the same for every command. */
  readonly isOfSync?: boolean
  readonly cause?: unknown
}

/** How a run of v2 mode ends badly: what stderr gets, and the exit code. The message is without `Error:  `. */
export class V2Failure extends CliError {
  readonly details: readonly string[]
  readonly isBare: boolean
  readonly isOfSync: boolean

  constructor(message: string, options: V2FailureOptions = {}) {
    const { exitCode = v2ExitCodes.serverError, remarks = [], details = [], isBare = false, cause } = options
    super(message, exitCode, { remarks, ...(cause !== undefined && { cause }) })
    this.details = details
    this.isBare = isBare
    this.isOfSync = options.isOfSync === true
  }
}

/** A request got no answer from an endpoint, in Go's words. */
export class TransportFailure extends V2Failure {
  /** The sync ends the run for such a failure: a dial or read that failed, or a time limit of a socket. */
  readonly isConnection: boolean
  /** No other endpoint is tried. */
  readonly isFinal: boolean
  /** What answered is a member without a leader, or says so. */
  readonly isLeaderless: boolean

  constructor(message: string, options: TransportFailureOptions = {}) {
    super(message, options)
    this.isConnection = options.isConnection ?? false
    this.isFinal = options.isFinal ?? false
    this.isLeaderless = options.isLeaderless ?? false
  }
}

export interface TransportFailureOptions extends V2FailureOptions {
  readonly isConnection?: boolean
  readonly isFinal?: boolean
  readonly isLeaderless?: boolean
}

/** The total time limit has passed. */
export function deadlineExceeded(): TransportFailure {
  return new TransportFailure('context deadline exceeded', { isConnection: true, isFinal: true })
}

/** Every endpoint failed. The message of 3.3 and later ends with a newline of its own (seen in 3.3.27 and 3.4.23). */
export class ClusterFailure extends V2Failure {
  readonly failures: readonly TransportFailure[]

  constructor(failures: readonly TransportFailure[], namesCauses: boolean, exitCode?: number) {
    const items = failures.map(({ message }, at) => `error #${at}: ${message}`)
    const causes = namesCauses ? items.map((item) => `; ${item}\n`).join('') : ''
    super(`client: etcd cluster is unavailable or misconfigured${causes}`, {
      ...(exitCode !== undefined && { exitCode }),
      details: [...items.flatMap((item) => item.split('\n')), ''],
    })
    this.failures = failures
  }

  get isLeaderless(): boolean {
    return this.failures.every(({ isLeaderless }) => isLeaderless)
  }

  get isConnection(): boolean {
    return this.failures.every(({ isConnection }) => isConnection)
  }
}

/**
 * Whatever fails on members, users, roles and logins is said without `Error:` and ends with exit code 1; but for the sync, which has
 * its own (3.0 to 3.5).
 */
export async function barely(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof V2Failure) || error.isBare || error.isOfSync) throw error
    const { message, remarks } = error
    throw new V2Failure(message, { exitCode: v2ExitCodes.badArguments, cause: error, remarks, isBare: true })
  }
}

/** A line that stands alone, and exit code 1. */
export function refusal(message: string, remarks: readonly string[] = []): V2Failure {
  return new V2Failure(message, { exitCode: v2ExitCodes.badArguments, isBare: true, remarks })
}
