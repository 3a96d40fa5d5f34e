/**
 * The steps people take, a file each: what a page asks, what its form does. Each ends by storing what is now known and asking the dispatcher
 * (`dispatch.ts`) what comes next; none calls another. `within.ts` ties requests to their login, `ticket.ts` to a link from a message.
 */
import type { Endpoint } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { consentForm, consentPage } from './consent.step.ts'
import { emailVerificationPage } from './email-verification.step.ts'
import { loginForm, loginPage } from './login.step.ts'
import { resetPasswordForm, resetPasswordPage } from './reset-password.step.ts'
import { resetRequestForm, resetRequestPage, resetSentPage } from './reset-request.step.ts'
import { setupForm, setupPage } from './setup.step.ts'
import { signupForm, signupPage } from './signup.step.ts'
import { unblockForm, unblockPage } from './unblock.step.ts'

export const stepEndpoints: Endpoint<TenantContext>[] = [
  loginPage, loginForm, signupPage, signupForm, resetRequestPage, resetRequestForm, resetSentPage, resetPasswordPage, resetPasswordForm,
  emailVerificationPage, consentPage, consentForm, setupPage, setupForm, unblockPage, unblockForm,
]

export { databaseOf } from './database-of.ts'
export { locationOf, nextStep, redirect } from './dispatch.ts'
export { createSetupTicket } from './setup.step.ts'
export { invitationEndpoints, type Invitations } from './invitation.step.ts'
export { errorPage, troublePage } from './trouble.ts'
