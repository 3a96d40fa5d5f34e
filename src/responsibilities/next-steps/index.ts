/**
 * Who holds what: everything that waits for somebody, with whom, since when and until when. Owns nothing; it only looks.
 */
export { nextSteps, type WaitingFor } from './next-steps.ts'
export { nextStepsResource } from './next-steps.contract.ts'
