/** Versions: proposed by anyone who may, in force when both parties have signed the very same bytes. */
import type { Party } from '#kernel/mandate.ts'
import { Problem } from '#kernel/problem.ts'
import { Compile } from '#kernel/schema.ts'
import { isSingle, whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { canonical, ensureKey, fingerprint, isSignedBy, signWith } from '../seals/index.ts'
import { lint } from './lint.ts'
import { Matrix, type Row } from './matrix.schema.ts'
import { rows } from './rows.ts'
import { allVersions, findCurrent, findVersion, insertSignature, insertVersion, makeEffective, signaturesOf, type SignatureRow, type VersionRow } from './versions.store.ts'

export type MatrixVersion = {
  version: number
  matrix: Matrix
  /** SHA-256 of the canonical matrix: what both parties sign is `signedText`. */
  digest: string
  note: string
  proposedBy: string
  createdAt: Date
  /** Undefined until both parties have signed. */
  inForceSince: Date | undefined
  signatures: { party: Party; keyId: string; signature: string; by: string; at: Date }[]
}

const fits = Compile(Matrix)

const present = (row: VersionRow, signatures: readonly SignatureRow[]): MatrixVersion => ({
  version: row.version,
  matrix: JSON.parse(row.matrix) as Matrix,
  digest: row.digest,
  note: row.note,
  proposedBy: row.proposed_by,
  createdAt: row.created_at,
  inForceSince: row.effective_at ?? undefined,
  signatures: signatures.filter(({ version }) => version === row.version)
    .map(({ party, key_id, signature, signed_by, signed_at }) => ({ party, keyId: key_id, signature, by: signed_by, at: signed_at })),
})

/** The matrix in force. The shipped one becomes version 1 at first need. */
export async function currentMatrix(office: Office): Promise<MatrixVersion> {
  let row = await findCurrent(office.db)
  if (!row) {
    const now = office.clock.now()
    await insertVersion(office.db, { version: 1, matrix: canonical(rows), digest: fingerprint(rows), note: 'As shipped.', proposed_by: 'the product', created_at: now, effective_at: now })
    row = (await findCurrent(office.db))!
  }
  return present(row, await signaturesOf(office.db, [row.version]))
}

export async function matrixVersion(office: Office, version: number): Promise<MatrixVersion> {
  await currentMatrix(office)
  const row = await findVersion(office.db, version)
  if (!row) throw new Problem(404, 'matrix_version_unknown', `There is no version ${version} of the matrix.`)
  return present(row, await signaturesOf(office.db, [version]))
}

/** Newest first. */
export async function listVersions(office: Office): Promise<MatrixVersion[]> {
  await currentMatrix(office)
  const found = await allVersions(office.db)
  const signatures = await signaturesOf(office.db, found.map(({ version }) => version))
  return found.map((row) => present(row, signatures))
}

export function requireRow({ matrix, version }: MatrixVersion, id: string): Row {
  const row = matrix.find((candidate) => candidate.id === id)
  if (!row) throw new Problem(403, 'row_unknown', `Version ${version} of the matrix has no row "${id}", so nobody may do this; the parties can add it.`)
  return row
}

/** A matrix with errors is refused; warnings stay visible. */
export async function proposeMatrix(office: Office, caller: OperatorCaller, input: { matrix: unknown; note: string }): Promise<MatrixVersion> {
  if (!fits.Check(input.matrix)) {
    const [first] = fits.Errors(input.matrix)
    throw new Problem(400, 'invalid_matrix', `This is not a matrix: ${first?.instancePath || 'it'} ${first?.message ?? 'has another form'}.`)
  }
  const matrix = input.matrix as Matrix
  const errors = lint(matrix).filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new Problem(400, 'invalid_matrix', `This matrix cannot be executed: ${errors.map(({ row, sentence }) => `${row}: ${sentence}`).join(' ')}`)
  return within(office, async (inner) => {
    const latest = (await listVersions(inner))[0]!.version
    const version = latest + 1
    const row: VersionRow = { version, matrix: canonical(matrix), digest: fingerprint(matrix), note: input.note, proposed_by: whoIs(caller), created_at: office.clock.now(), effective_at: null }
    if (!(await insertVersion(inner.db, row))) throw new Problem(409, 'matrix_conflict', 'Somebody else proposed a version at the same moment; look at theirs first.')
    await appendEntry(inner, { kind: 'matrix.proposed', actor: whoIs(caller), subject: `matrix:${version}`, data: { digest: row.digest, note: row.note } })
    return present(row, [])
  })
}

/** What a party signs: bound to number and content, so that a signature fits no other version. */
export const signedText = (version: number, digest: string): string => canonical({ purpose: 'bailiwick matrix', version, digest })

/**
 * Signs for the caller's party; alone in single-party mode, where one organisation is both, for both.
 * A party whose private key is kept elsewhere brings the signature (Ed25519 over `signedText`, base64url).
 */
export async function signMatrix(office: Office, caller: OperatorCaller, version: number, brought?: string): Promise<MatrixVersion> {
  // One organisation that is both cannot have brought one signature for two.
  const given = isSingle(office) ? undefined : brought
  return within(office, async (inner) => {
    const row = await matrixVersion(inner, version)
    const current = await currentMatrix(inner)
    if (version < current.version) throw new Problem(409, 'matrix_superseded', `Version ${version} has been superseded by version ${current.version}.`)
    const signers: Party[] = isSingle(office) ? ['provider', 'subscriber'] : [caller.party]
    for (const party of signers) {
      const key = await ensureKey(inner, party)
      const text = signedText(version, row.digest)
      if (!isSingle(office) && party === 'provider' && key.privateKey !== undefined && given === undefined) {
        throw new Problem(409, 'provider_key_missing', 'The provider signs with a key of its own: adopt its public key first, then bring the signature.')
      }
      if (key.privateKey === undefined && given === undefined) throw new Problem(400, 'signature_missing', `The ${party} keeps its key elsewhere and must bring a signature over: ${text}`)
      const signature = given ?? signWith(key, text)
      if (!isSignedBy(key.publicKey, text, signature)) throw new Problem(400, 'signature_wrong', `This is not the ${party}'s signature over version ${version} (key ${key.id}).`)
      const added = await insertSignature(inner.db, { version, party, key_id: key.id, signature, signed_by: whoIs(caller), signed_at: office.clock.now() })
      if (added) await appendEntry(inner, { kind: 'matrix.signed', actor: whoIs(caller), subject: `matrix:${version}`, data: { party, key: key.id, digest: row.digest } })
    }
    const effective = await makeEffective(inner.db, version, office.clock.now())
    if (effective === 1) await appendEntry(inner, { kind: 'matrix.in-force', actor: whoIs(caller), subject: `matrix:${version}`, data: { digest: row.digest } })
    return matrixVersion(inner, version)
  })
}
