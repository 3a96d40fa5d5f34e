import type { Deferral } from '../deferred/index.ts'
import { deniedPage, donePage, gonePage, otherPersonPage } from './pages.ts'

export const cibaGrant = 'urn:openid:params:grant-type:ciba'

/** One person was asked, on a page that says what for: their yes there is their consent. */
export const ciba: Deferral = { kind: 'ciba', asksConsent: false, pages: { done: donePage, denied: deniedPage, gone: gonePage, otherPerson: otherPersonPage, blocked: gonePage } }
