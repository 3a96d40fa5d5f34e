import { endpoint, single } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { verifyEmail } from '#connections/database/index.ts'
import { page, spokenIn } from '../pages/index.ts'
import { fill } from '../texts/index.ts'
import { leadingOn } from './leading-on.ts'
import { namesFor } from './names.ts'
import { ticketTrouble } from './ticket.ts'

export const emailVerificationPage = endpoint<TenantContext>({
  name: 'login.emailVerification',
  http: 'GET /u/email-verification',
  about: 'The page behind a confirmation link: confirms the address and says so.',
  authority: 'tenant',
  async handle(request, ctx) {
    const verified = await verifyEmail(ctx, single(request.query['ticket']) ?? '')
    if (verified.outcome === 'void') return ticketTrouble(ctx)
    const { texts } = spokenIn(ctx)
    const first = verified.outcome === 'verified'
    const href = leadingOn(verified.resultUrl, undefined)
    return page(ctx, {
      tone: 'good',
      title: first ? texts.verified.title : texts.verified.alreadyTitle,
      sentences: [first ? fill(texts.verified.done, { email: verified.user.email ?? '' }) : texts.verified.already],
      ...(href === undefined ? {} : { links: [{ text: fill(texts.reset.toApp, namesFor(ctx, undefined)), href }] }),
    })
  },
})
