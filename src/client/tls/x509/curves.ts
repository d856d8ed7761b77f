/** A curve that Go knows: y² = x³ - 3x + b, modulo a prime (FIPS 186-4, appendix D). */
export interface Curve {
  /** The size of its numbers. */
  readonly bits: 224 | 256 | 384 | 521
  /** The length of a SubjectPublicKeyInfo with a point that is not compressed. */
  readonly keyInfoBytes: number
  readonly prime: bigint
  readonly b: bigint
}

/** By object identifier. */
export const curves: Readonly<Record<string, Curve>> = {
  '1.3.132.0.33': {
    bits: 224,
    keyInfoBytes: 80,
    prime: 0xffffffffffffffffffffffffffffffff000000000000000000000001n,
    b: 0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4n,
  },
  '1.2.840.10045.3.1.7': {
    bits: 256,
    keyInfoBytes: 91,
    prime: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  '1.3.132.0.34': {
    bits: 384,
    keyInfoBytes: 120,
    prime: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  '1.3.132.0.35': {
    bits: 521,
    keyInfoBytes: 158,
    prime:
      0x1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffn,
    b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
}

/** Whether x and y, one behind the other and of one length, are the coordinates of a point. */
export function isOnCurve(coordinates: Buffer, { prime, b }: Curve): boolean {
  const half = coordinates.length / 2
  const x = numberIn(coordinates.subarray(0, half))
  const y = numberIn(coordinates.subarray(half))
  return x < prime && y < prime && (y * y - (x * x - 3n) * x - b) % prime === 0n
}

function numberIn(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`)
}
