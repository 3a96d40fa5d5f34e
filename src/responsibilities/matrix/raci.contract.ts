/** Operations on the matrix itself. */
import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { changeScope, PartyShown, readScope, reasons } from '../context/index.ts'
import { FindingShown, HolderShown, Matrix, Row } from './matrix.schema.ts'

const version = Closed({
  version: Type.Integer(), matrix: Matrix, digest: Type.String({ description: 'SHA-256 of the canonical matrix' }), note: Type.String(), proposedBy: Type.String(), createdAt: Timestamp(),
  inForceSince: Type.Optional(Timestamp({ description: 'absent until both parties have signed' })),
  signatures: Type.Array(Closed({ party: PartyShown, keyId: Type.String(), signature: Type.String(), by: Type.String(), at: Timestamp() })),
})
const view = Closed({
  version: Type.Integer(), digest: Type.String(), inForceSince: Type.Optional(Timestamp()), signedBy: Type.Array(Type.String()), parties: Closed({ provider: Type.String(), subscriber: Type.String() }),
  rows: Type.Array(Closed({ ...Row.properties, accountable: Type.Array(HolderShown), findings: Type.Array(FindingShown) })),
})
const note = Type.String({ minLength: 1, maxLength: 2000 })

export const raciContract = resource({
  name: 'raci',
  about: 'The matrix that divides the work between provider and subscriber.',
  operations: {
    show: { http: 'GET /raci', summary: 'Show the matrix in force, with who answers for each row', scope: readScope, row: reasons.reading, returns: view },
    lint: { http: 'GET /raci/lint', summary: 'Say what stands between the matrix and its execution', scope: readScope, row: reasons.reading, returns: Type.Array(FindingShown) },
    export: {
      http: 'GET /raci/export', summary: 'Write the matrix as Markdown, CSV, JSON or a page to print', scope: readScope, row: reasons.reading,
      query: Closed({ format: Type.Optional(OneOf(['markdown', 'csv', 'json', 'html'])) }),
      returns: Closed({ type: Type.String(), name: Type.String(), text: Type.String() }),
    },
    versions: { http: 'GET /raci/versions', summary: 'List every version, newest first', scope: readScope, row: reasons.reading, returns: Type.Array(version) },
    version: { http: 'GET /raci/versions/:version', summary: 'Show one version with its signatures', scope: readScope, row: reasons.reading, returns: version },
    propose: { http: 'POST /raci/versions', summary: 'Propose a changed matrix', scope: changeScope, row: reasons.asking, risk: 'routine', body: Closed({ matrix: Matrix, note }), returns: version },
    sign: {
      http: 'POST /raci/versions/:version/sign', summary: 'Sign a version for one\'s party', scope: changeScope, row: reasons.signing, risk: 'routine', status: 200,
      body: Closed({ signature: Type.Optional(Type.String({ maxLength: 200, description: 'Ed25519, base64url, for a party that keeps its key elsewhere' })) }), returns: version,
    },
  },
})
