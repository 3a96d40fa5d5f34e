/**
 * The letters of a tenant as its administrators see them: which there are, how one reads with what is being written, and one sent to oneself to try.
 * Owns nothing: templates are `email-templates`', texts and sending are `connections/database`'s.
 */
export { letters } from './letters.handlers.ts'
