/**
 * The one gate: may this caller run this operation now? Every surface asks it, in one place, and gets a mandate, a task that waits, or a
 * refusal that names the row, who holds R, and how to ask. Only this folder issues mandates.
 *
 * Asked in turn: does the operation name a row; does the caller's party, with the job role, hold R; has the provider an open window that
 * covers the row; and then by risk. `routine` runs on the standing sign-off of the accountable party unless that was withdrawn. Anything else waits
 * as a task for sign-off and consultation, unless the caller answers for the row as well, nobody else is to be asked, and duties need not be
 * separated: then a typed confirmation stands in for the second person. Gates of the row are looked at before the work begins.
 * Where one organisation is both parties, letters, roles and windows hold nobody up; matrix, journal and notices still work.
 *
 * Does not know tasks beyond the desk that takes them in, nor how anything is measured.
 */
export { confirmsAlone, createGate, tellInformed, type Desk, type Gate, type GatedOperation, type Permission, type PermitRequest, type Proposal, type SignedTask, type Waiting } from './permit.ts'
export { examine, isMet, type Evidence, type Measure, type Measures, type Vouched } from './evidence.ts'
export { EvidenceShown, VouchedShown } from './evidence.schema.ts'
export { restoreStanding, withdrawStanding, withdrawnRows } from './standing.ts'
export { gateClosed, holderText } from './refusals.ts'
export { standingSignoffs } from './standing.contract.ts'
