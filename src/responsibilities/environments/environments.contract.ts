/** Operations on the pair of development and production. */
import { resource } from '#kernel/operation.ts'
import { Bag, Closed, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { changeScope, readScope, reasons } from '../context/index.ts'

export const Card = Closed({
  purpose: OneOf(['bailiwick environment']), name: Type.String({ maxLength: 300 }), environment: OneOf(['development', 'production']),
  key: Type.String({ maxLength: 40 }), publicKey: Type.String({ maxLength: 60 }), signature: Type.String({ maxLength: 120 }),
})
export const Packet = Closed({
  purpose: OneOf(['bailiwick attestation']), id: Type.String({ maxLength: 100 }), kind: OneOf(['build', 'backup', 'update', 'test-sign-off']), environment: OneOf(['development', 'production']),
  issuer: Type.String({ maxLength: 40 }), audience: Type.String({ maxLength: 40 }), issuedAt: Type.String({ maxLength: 40 }), facts: Type.Record(Type.String(), Type.Unknown()), signature: Type.String({ maxLength: 120 }),
})
const partner = Closed({ key_id: Type.String(), public_key: Type.String(), name: Type.String(), environment: OneOf(['development', 'production']), paired_by: Type.String(), paired_at: Timestamp() })
const attestation = Closed({
  id: Type.String(), direction: OneOf(['issued', 'received']), kind: OneOf(['build', 'backup', 'update', 'test-sign-off']), issuer: Type.String(), issued_at: Timestamp(), recorded_at: Timestamp(), recorded_by: Type.String(),
  facts: Bag(), packet: Type.String({ description: 'what was signed, with its signature, as JSON' }),
})

export const environmentsContract = resource({
  name: 'environments',
  about: 'Development and production, on networks that do not see one another.',
  operations: {
    card: { http: 'GET /environments/card', summary: 'Show what the other appliance needs to pair', scope: readScope, row: reasons.reading, returns: Card },
    partner: { http: 'GET /environments', summary: 'Show the other appliance of the pair', scope: readScope, row: reasons.reading, returns: Type.Array(partner) },
    initialise: {
      http: 'POST /environments/initialise', summary: 'Say that this appliance is deployed, as development or as production', scope: changeScope, row: 'deploy', risk: 'disruptive', status: 200,
      body: Closed({ environment: OneOf(['development', 'production']), note: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })) }), returns: Closed({ environment: Type.String(), build: Type.String() }),
    },
    pair: { http: 'PUT /environments', summary: 'Pair with the appliance whose card this is', scope: changeScope, row: 'prepare-infrastructure', risk: 'routine', body: Card, returns: partner },
    unpair: { http: 'DELETE /environments', summary: 'End the pairing', scope: changeScope, row: 'prepare-infrastructure', risk: 'routine' },
    attestations: { http: 'GET /environments/attestations', summary: 'List what was vouched for, here and there, newest first', scope: readScope, row: reasons.reading, query: Closed({ direction: Type.Optional(OneOf(['issued', 'received'])) }), returns: attestation, paging: { style: 'offset', plural: 'attestations', max: 100, default: 50, wrapped: true } },
    signOff: {
      http: 'POST /environments/test-sign-offs', summary: 'Sign off the tests of a build, for the other appliance', scope: changeScope, row: 'testing-updates', risk: 'routine',
      body: Closed({ build: Type.String({ minLength: 1, maxLength: 100 }), note: Type.Optional(Type.String({ maxLength: 4000 })) }), returns: Packet,
    },
    receive: { http: 'POST /environments/attestations', summary: 'Take in what the other appliance vouches for', scope: changeScope, row: 'testing-updates', risk: 'routine', body: Packet, returns: attestation },
  },
})
