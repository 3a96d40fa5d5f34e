/**
 * What a person walks through: sign-in, sign-up, forgotten and new passwords, e-mail confirmation, consent, the first administrator.
 * Owns the table `login_transactions`, all pages under /u/* and /setup, their texts and their look.
 * States of a login: begun → person known → consent asked → answered → finished; the next step is always decided from what is stored.
 * Does not know OAuth: a protocol engine begins a login with opaque JSON and takes the person back at /authorize/resume.
 */
import type { Endpoint } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { stepEndpoints } from './steps/index.ts'

export const loginEndpoints: Endpoint<TenantContext>[] = stepEndpoints

export { askConsent, beginLogin, finishingLogin, finishLogin, resumeLogin, type Resumed } from './login.ts'
export { page, spokenIn, type Card } from './pages/index.ts'
export { createSetupTicket, errorPage, invitationEndpoints, type Invitations } from './steps/index.ts'
export { fill } from './texts/index.ts'
export { formRefusal, formToken, knownBrowser, type ConsentRequest, type LoginHints, type LoginResult } from './transactions/index.ts'
