import { constructedTag, contextTag, DerReader, MalformedError, objectIdText, tags } from './der.ts'

/** Extensions that say nothing about trust, but have to be well-formed for Go; each check returns true or throws. */
interface Checked {
  readonly isCritical: boolean
  readonly value: Buffer
}

export function checkKeyId(name: string, tag: number): (extension: Checked) => boolean {
  return ({ isCritical, value }) => {
    if (isCritical) throw new MalformedError(`x509: ${name} incorrectly marked critical`)
    const content = new DerReader(value).read(tag, `x509: invalid ${name}`)
    if (tag === tags.sequence) new DerReader(content).readOptional(contextTag(0), `x509: invalid ${name}`)
    return true
  }
}

export function checkAuthorityInfo({ isCritical, value }: Checked): boolean {
  if (isCritical) throw new MalformedError('x509: authority info access incorrectly marked critical')
  const problem = 'x509: invalid authority info access'
  const descriptions = new DerReader(value).readSequence(problem)
  while (!descriptions.isEmpty) {
    const description = descriptions.readSequence(problem)
    objectIdText(description.read(tags.objectId, problem), problem)
    description.readOptional(contextTag(6), problem)
  }
  return true
}

export function checkDistributionPoints(value: Buffer): boolean {
  const points = new DerReader(value).readSequence('x509: invalid CRL distribution points')
  const problem = 'x509: invalid CRL distribution point'
  while (!points.isEmpty) {
    const name = points.readSequence(problem).readOptional(constructedTag(0), problem)
    if (name === undefined) continue
    const urls = new DerReader(new DerReader(name).read(constructedTag(0), problem))
    while (urls.nextTag === contextTag(6)) urls.read(contextTag(6), problem)
  }
  return true
}
