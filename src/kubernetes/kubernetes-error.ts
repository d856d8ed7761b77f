import { CliError } from '../base/errors.ts'

/** Says why a value cannot be read as an object of Kubernetes, or an object not be written. */
export class KubernetesError extends CliError {}
