import { nameOf, type Office } from '../context/index.ts'
import { accountableOf, type Holder } from './holders.ts'
import { lint, type Finding } from './lint.ts'
import type { Row } from './matrix.schema.ts'
import { currentMatrix } from './versions.ts'

export type MatrixView = {
  version: number
  digest: string
  inForceSince: Date | undefined
  /** Parties whose signature this version bears. */
  signedBy: string[]
  parties: { provider: string; subscriber: string }
  rows: (Row & { accountable: Holder[]; findings: Finding[] })[]
}

export async function showMatrix(office: Office): Promise<MatrixView> {
  const { version, digest, inForceSince, signatures, matrix } = await currentMatrix(office)
  const findings = lint(matrix)
  return {
    version, digest, inForceSince, signedBy: signatures.map(({ party }) => party),
    parties: { provider: nameOf(office, 'provider'), subscriber: nameOf(office, 'subscriber') },
    rows: matrix.map((row) => ({ ...row, accountable: accountableOf(row), findings: findings.filter((finding) => finding.row === row.id) })),
  }
}
