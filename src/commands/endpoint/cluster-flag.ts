import { boolFlag } from '../../go/flags.ts'

export const clusterFlag = boolFlag('cluster', 'ask every member of the cluster, not only --endpoints')

/** The flags that `endpoint` gives to its commands. */
export const endpointFlags = [clusterFlag]
