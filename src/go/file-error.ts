const texts: Readonly<Record<string, string>> = {
  E2BIG: 'argument list too long',
  EACCES: 'permission denied',
  EAGAIN: 'resource temporarily unavailable',
  EBADF: 'bad file descriptor',
  EBUSY: 'device or resource busy',
  EDQUOT: 'disk quota exceeded',
  EEXIST: 'file exists',
  EFBIG: 'file too large',
  EINTR: 'interrupted system call',
  EINVAL: 'invalid argument',
  EIO: 'input/output error',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  EMFILE: 'too many open files',
  EMLINK: 'too many links',
  ENAMETOOLONG: 'file name too long',
  ENFILE: 'too many open files in system',
  ENODEV: 'no such device',
  ENOENT: 'no such file or directory',
  ENOEXEC: 'exec format error',
  ENOKEY: 'required key not available',
  ENOLCK: 'no locks available',
  ENOMEDIUM: 'no medium found',
  ENOMEM: 'cannot allocate memory',
  ENOSPC: 'no space left on device',
  ENOSYS: 'function not implemented',
  ENOTBLK: 'block device required',
  ENOTCONN: 'transport endpoint is not connected',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  ENOTSUP: 'operation not supported',
  ENXIO: 'no such device or address',
  EOPNOTSUPP: 'operation not supported',
  EOVERFLOW: 'value too large for defined data type',
  EPERM: 'operation not permitted',
  EPIPE: 'broken pipe',
  EREMOTEIO: 'remote I/O error',
  EROFS: 'read-only file system',
  ESPIPE: 'illegal seek',
  ESTALE: 'stale NFS file handle',
  ETIMEDOUT: 'connection timed out',
  ETXTBSY: 'text file busy',
  EUCLEAN: 'structure needs cleaning',
  EXDEV: 'invalid cross-device link',
}

/** Linux error numbers that node has no name for. */
const nameless: Readonly<Record<number, string>> = {
  15: 'ENOTBLK',
  37: 'ENOLCK',
  116: 'ESTALE',
  117: 'EUCLEAN',
  121: 'EREMOTEIO',
  122: 'EDQUOT',
  123: 'ENOMEDIUM',
  126: 'ENOKEY',
}

/** What went wrong with a file, in the system's words as Go prints them, without operation and path. */
export function fileErrorText(error: unknown): string {
  const number = systemNumber(error)
  const known = texts[errorCode(error)] ?? texts[nameless[number] ?? '']
  if (known !== undefined) return known
  if (number > 0) return `errno ${number}`
  return error instanceof Error ? error.message : String(error)
}

/** An error for the user: one of the system as Go words it, `read /a/b: input/output error`, any other in its own words. */
export function errorText(error: unknown): string {
  if (systemNumber(error) === 0 || !(error instanceof Error) || !('syscall' in error)) return fileErrorText(error)
  const path = 'path' in error ? ` ${error.path}` : ''
  return `${error.syscall}${path}: ${fileErrorText(error)}`
}

/** The name of a system error, such as `ENOENT`; empty when it is another kind of error. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** The system's number of an error, 0 when it has none. */
function systemNumber(error: unknown): number {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? Math.abs(error.errno) : 0
}
