/**
 * The built-in user store: people who sign in with an e-mail address or user name and a password kept here. Owns `/dbconnections/*`, the table
 * `tickets` (links that stand for one act: open → used) and the messages that carry them. How passwords rest is `connections/passwords`'.
 * Does not know pages (login), protocols (oauth) or other strategies.
 */
import type { Endpoint } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { changePasswordEndpoint } from './change-password.endpoint.ts'
import { signUpEndpoint } from './sign-up.endpoint.ts'

export const databaseEndpoints: Endpoint<TenantContext>[] = [signUpEndpoint, changePasswordEndpoint]

export { authenticate, authenticateCandidate, findAccount, type Authenticated, type Coming } from './authenticate.ts'
export { candidateBeside, candidateIn, soughtBy, type Candidate, type CandidateRow } from './candidate.store.ts'
export { isDatabase, resetAllowed, signUpAllowed, usernameLengths, usernamesUsed, type AskingClient, type DatabaseConnection } from './connection.ts'
export { letterNames, renderLetter, sendTemplate } from './emails/index.ts'
export type { TemplateName } from './emails/email-texts.ts'
export { isEmail, isUsername } from './identifiers.ts'
export { passwordResetLink, startPasswordReset, type ResetOptions } from './password-reset.ts'
export { resetPassword, setPassword, ticketHolder, type ResetOutcome } from './set-password.ts'
export { signUp, type SignUpInput } from './sign-up.ts'
export { issueTicket, peekTicket, useTicket, type Ticket } from './tickets.ts'
export { sendVerification, verificationLink, verifyEmail, type VerificationOptions, type Verified } from './verification.ts'
export { checkPasswordPolicy, PasswordRefused, passwordRules, storePassword, storePasswordHash } from '#connections/passwords/index.ts'
