import { errorPage } from '#login/index.ts'
import type { Deferral } from '../deferred/index.ts'
import { deniedPage, donePage, gonePage } from './pages.ts'

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Whoever holds the code decides; what they agree to is asked as everywhere. */
export const device: Deferral = {
  kind: 'device',
  asksConsent: true,
  pages: {
    done: donePage,
    denied: deniedPage,
    gone: gonePage,
    otherPerson: gonePage,
    blocked: (ctx) => errorPage(ctx, { status: 403, sentence: 'You cannot connect devices: this user is blocked.' }),
  },
}
