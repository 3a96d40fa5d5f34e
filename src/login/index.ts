/**
 * What a person walks through: sign-in, sign-up, forgotten and new passwords, e-mail confirmation, consent, the first administrator.
 * Owns the table `login_transactions`, all pages under /u/* and /setup, their texts and their look.
 * States of a login: begun → person known → consent asked → answered → finished; the next step is always decided from what is stored.
 * Does not know OAuth: a protocol engine begins a login with opaque JSON and takes the person back at /authorize/resume.
 */
import type { Endpoint } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { consentForm, consentPage } from './steps/consent.step.ts'
import { emailVerificationPage } from './steps/email-verification.step.ts'
import { loginForm, loginPage } from './steps/login.step.ts'
import { resetPasswordForm, resetPasswordPage } from './steps/reset-password.step.ts'
import { resetRequestForm, resetRequestPage, resetSentPage } from './steps/reset-request.step.ts'
import { setupForm, setupPage } from './steps/setup.step.ts'
import { signupForm, signupPage } from './steps/signup.step.ts'

export const loginEndpoints: Endpoint<TenantContext>[] = [
  loginPage, loginForm, signupPage, signupForm, resetRequestPage, resetRequestForm, resetSentPage, resetPasswordPage, resetPasswordForm,
  emailVerificationPage, consentPage, consentForm, setupPage, setupForm,
]

export { askConsent, beginLogin, finishLogin, resumeLogin, type Resumed } from './login.ts'
export { page, type Card } from './pages/index.ts'
export { createSetupTicket } from './steps/setup.step.ts'
export { errorPage } from './steps/trouble.ts'
export { formRefusal, formToken, knownBrowser, type ConsentRequest, type LoginHints, type LoginResult } from './transactions/index.ts'
