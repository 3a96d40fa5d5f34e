/** What gates said, as it is shown. */
import { Closed, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { PartyShown } from '../context/index.ts'

export const EvidenceShown = Closed({
  gate: Type.String(), title: Type.String(), when: OneOf(['before', 'after']), met: Type.Boolean(), sentence: Type.String(), remedy: Type.String(),
  by: Type.String({ description: 'appliance, a person, or nobody' }), at: Timestamp(),
})

export const VouchedShown = Closed({ gate: Type.String(), party: PartyShown, by: Type.String(), sentence: Type.String(), at: Timestamp() })
