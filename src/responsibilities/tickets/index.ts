/**
 * Support tickets between subscriber and provider. Owns tickets, the clocks of their targets, and attachments; the thread is kept by consultations.
 *
 * States: open (the provider holds the step) ⇄ pending (the subscriber does) → solved (somebody says so) → closed, by the subscriber alone. A closed ticket is
 * never reopened; a new one follows it. Severity 1 is said only of production; a severity is fixed at creation, unless the provider raises it and
 * the subscriber consents. Clocks run only while the provider holds the step, and only in the hours of the plan.
 * A ticket travels between an isolated appliance and the provider as a signed file; what has arrived before is not added again.
 * Does not know how diagnostics are collected.
 */
export { ticketOfAlert, ticketOnAlert, type RaisedAlert } from './alerts.ts'
export { attach, attachmentOf, attachmentsOf } from './attachments.ts'
export { closeTicket, commentTicket, consentToSeverity, openTicket, raiseSeverity, resolveTicket, type TicketInput } from './tickets.ts'
export { exportTicket, importTicket, readTicketFile, type TicketFile } from './ticket-file.ts'
export { critical, CriticalIssue, Questionnaire, severities, ticketKinds } from './questionnaire.ts'
export { countedMinutes, dueAt, plans, supportSettings, targetOf, type SupportPlan } from './targets.ts'
export { listTickets, ticketMeasures, viewTicket, type TicketView } from './view.ts'
export { ticketResource } from './tickets.handlers.ts'
