/** The parts of a bbolt file that reader and writer share. All numbers are little-endian. */

export const pageHeaderBytes = 16
/** The size of an element, in branch and leaf pages alike. */
export const elementBytes = 16
export const bucketHeaderBytes = 16
export const metaBytes = 64
export const magic = 0xed0cdaed
export const formatVersion = 2

export const pageFlag = { branch: 0x01, leaf: 0x02, meta: 0x04, freelist: 0x10 } as const

/** The flag of a leaf element whose value is a bucket. */
export const bucketFlag = 0x01

export const defaultPageSize = 4096
export const maxElements = 0xffff
export const maxKeyBytes = 32768
export const maxValueBytes = 2 ** 31 - 2
