/** The result of a run that printed everything at once. */
export interface Ending {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}
