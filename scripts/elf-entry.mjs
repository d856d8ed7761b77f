// Bun ends in words of its own, before any of our code runs, where there is no /proc or where the working directory was
// deleted. In executables for Linux on x86-64 a few instructions run first, as the entry point.

const message =
  'Error: this executable needs /proc and a working directory that exists: provide them, or use the program under Node\n'

/**
 * A working directory that has no name any more is left for an empty one of the kernel's, in which nothing can be found or
 * made either. Without that one, or without /proc/self/maps: the message, and exit code 1.
 */
const instructions = [
  ['52', 'push rdx: what the loader hands to the runtime'],
  ['4881ec00100000', 'sub rsp, 4096'],
  ['4889e7', 'mov rdi, rsp'],
  ['be00100000', 'mov esi, 4096'],
  ['b84f0000000f05', 'getcwd'],
  ['4885c07806', 'js gone'],
  ['803c242f7413', "je proc: the name begins with '/'"],
  ['488d3d55000000', 'gone: lea rdi, [emptyFolder]'],
  ['b8500000000f05', 'chdir'],
  ['4885c07825', 'js missing'],
  ['488d3d52000000', 'proc: lea rdi, [maps]'],
  ['be04000000', 'mov esi, R_OK'],
  ['b8150000000f05', 'access'],
  ['4885c0780d', 'js missing'],
  ['4881c400100000', 'add rsp, 4096'],
  ['5a', 'pop rdx'],
  ['e900000000', 'jmp runtime'],
  ['bf02000000', 'missing: mov edi, stderr'],
  ['488d3538000000', 'lea rsi, [message]'],
  ['ba00000000', 'mov edx, length of the message'],
  ['b8010000000f05', 'write'],
  ['bf01000000', 'mov edi, 1'],
  ['b8e70000000f05', 'exit_group'],
]
const jumpAt = 0x55
const lengthAt = 0x67
const data = Buffer.from(`/proc/tty/ldisc\0/proc/self/maps\0${message}`)

const pageBytes = 0x1000
const kinds = { load: 1, note: 4 }
const readAndRun = 5
/** Little-endian, 64 bits, an executable for x86-64. */
const expected = { 0: '7f454c460201', 18: '3e00' }

/** The executable with our instructions in front. Throws for a file of another make. */
export function withChecksFirst(elf) {
  for (const [at, hex] of Object.entries(expected)) {
    if (elf.toString('hex', Number(at), Number(at) + hex.length / 2) !== hex)
      throw new Error('no executable for x86-64')
  }
  const headers = programHeaders(elf)
  const note = headers.at(-1)
  // segments lie in the order of their addresses, and the last header is one that nobody reads
  if (note?.kind !== kinds.note) throw new Error('the last program header of the executable is no note')
  const ends = headers.filter(({ kind }) => kind === kinds.load).map(({ end }) => end)
  const address = aligned(ends.reduce((last, end) => (end > last ? end : last), 0n))
  const offset = aligned(BigInt(elf.length))
  const added = assemble(address, elf.readBigUInt64LE(24))
  const made = Buffer.concat([elf, Buffer.alloc(Number(offset) - elf.length), added])
  made.writeUInt32LE(kinds.load, note.at)
  made.writeUInt32LE(readAndRun, note.at + 4)
  const fields = [offset, address, address, BigInt(added.length), BigInt(added.length), BigInt(pageBytes)]
  for (const [index, value] of fields.entries()) made.writeBigUInt64LE(value, note.at + 8 + 8 * index)
  made.writeBigUInt64LE(address, 24)
  return made
}

function programHeaders(elf) {
  const first = Number(elf.readBigUInt64LE(32))
  return Array.from({ length: elf.readUInt16LE(56) }, (_, index) => {
    const at = first + index * elf.readUInt16LE(54)
    return { at, kind: elf.readUInt32LE(at), end: elf.readBigUInt64LE(at + 16) + elf.readBigUInt64LE(at + 40) }
  })
}

function assemble(address, runtime) {
  const code = Buffer.from(instructions.map(([hex]) => hex).join(''), 'hex')
  code.writeInt32LE(Number(runtime - (address + BigInt(jumpAt) + 5n)), jumpAt + 1)
  code.writeUInt32LE(Buffer.byteLength(message), lengthAt)
  return Buffer.concat([code, data])
}

function aligned(value) {
  const page = BigInt(pageBytes)
  return ((value + page - 1n) / page) * page
}
