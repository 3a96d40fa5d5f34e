/**
 * The preflight: looks at the node it runs on, and says what of the requirements is met, in the words of the infrastructure checklist. Owns what a node
 * must have, as settings. Changes nothing; does not know checklists, which take what was found.
 */
export { measureNode, type Found, type Looking } from './measure.ts'
export { preflightSettings } from './preflight.settings.ts'
