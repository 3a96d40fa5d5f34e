/**
 * Two-way talk about something: questions to those who hold a C, with a deadline; and a thread that either party writes to.
 * Owns consultations and thread messages, both keyed by what they are about (`task:…`, `ticket:…`).
 *
 * States of a consultation: open → answered, waived (with a reason), lapsed (at its deadline) or withdrawn (what it was about is over).
 * Does not know what is asked about, nor who may waive: whoever calls has found that out.
 */
export { answerConsultation, ask, lapseConsultations, consultationsOf, openConsultations, waiveConsultation, withdrawConsultations } from './consultations.ts'
export { say, threadOf, type Message } from './thread.ts'
export { ConsultationShown, MessageShown } from './consultations.schema.ts'
export type { Consultation } from './consultations.store.ts'
