/**
 * Reporting to the provider's console: this appliance calls out, with the subscriber's consent, and brings back what the provider said there.
 * Owns the pairing, what the console has confirmed, and the instructions that came.
 *
 * A pairing is none (the default) → introduced (this appliance has yet to be answered) → answered ⇄ failing → ended. Each message is signed by the
 * one side for the other, numbered, and counted once. What is sent is the difference between what there is and what the console has confirmed, so
 * that nothing can be lost while one side is down or was restored from a backup. What comes back are wishes of the provider's people: they are
 * performed here through the gate, for the provider, each once; a console can ask and answer, and runs nothing.
 *
 * Does not know how the console keeps what it is told; the words both sides speak stand in `messages.ts`.
 */
export { readConsoleCard, signConsoleCard, type ConsoleCard } from './console-card.ts'
export { Report, sealMessage, sentBy, type Answer, type Instruction, type Put, type Sealed } from './messages.ts'
export { consentKinds, holdingOf, type ConsentKind, type ReportSource } from './sources.ts'
export { sayable } from './instructions.ts'
export { reporting } from './reporting.handlers.ts'
export { reportingJob } from './reporting.job.ts'
export { pairedConsoleKey, type ReportingView } from './pairing.ts'
export { exchange, type Exchanged } from './exchange.ts'
export { reportingSettings } from './reporting.settings.ts'
