import { boolFlag } from '../go/flags.ts'

export const confirmFlag = boolFlag('confirm', 'ask on the terminal before anything is changed', { isOurs: true })
