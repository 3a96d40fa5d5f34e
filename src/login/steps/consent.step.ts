import { endpoint } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { findUser } from '#resources/users/index.ts'
import type { Texts } from '../texts/index.ts'
import { advance, type ConsentRequest } from '../transactions/index.ts'
import { locationOf, redirect, withState } from './dispatch.ts'
import { troublePage } from './trouble.ts'
import { within } from './within.ts'

export const consentPage = endpoint<TenantContext>({
  name: 'login.consent.page',
  http: 'GET /u/consent',
  about: 'Shows what an application wants to be allowed.',
  authority: 'tenant',
  handle: (_request, ctx) =>
    within(ctx, 'consent', async ({ texts, say, transaction, show }) => {
      const request = transaction.progress.consentRequest!
      const user = await findUser(ctx, transaction.progress.result!.userId)
      return show({
        title: texts.consent.title,
        sentences: [say(texts.consent.intro, { user: user?.email ?? user?.username ?? user?.name ?? '' })],
        list: listOf(texts, request, say),
        form: {
          action: withState('/u/consent', transaction.state),
          buttons: [
            { text: texts.consent.accept, name: 'action', value: 'accept' },
            { text: texts.consent.deny, name: 'action', value: 'deny', kind: 'quiet' },
          ],
        },
      })
    }),
})

export const consentForm = endpoint<TenantContext>({
  name: 'login.consent.submit',
  http: 'POST /u/consent',
  about: 'Remembers the answer for the protocol engine.',
  authority: 'tenant',
  handle: (_request, ctx) =>
    within(ctx, 'consent', async ({ transaction, sent }) => {
      // Anything but a clear yes is a no.
      const consent = sent('action') === 'accept' ? 'accepted' : 'denied'
      if (!(await advance(ctx, transaction.state, { consent }))) return troublePage(ctx, 'expired')
      return redirect(locationOf({ ...transaction, progress: { ...transaction.progress, consent } }))
    }),
})

const known = ['openid', 'profile', 'email', 'phone', 'address', 'offline_access'] as const

function listOf(texts: Texts, request: ConsentRequest, say: (text: string, values: Record<string, string>) => string) {
  const items: { text: string; detail?: string; below?: string[] }[] = request.scopes.map(({ name, description }) => {
    const standard = known.find((each) => each === name)
    if (standard !== undefined) return { text: texts.consent[standard] }
    return description === undefined || description === '' ? { text: name } : { text: description, detail: name }
  })
  for (const { type, lines } of request.details ?? []) items.push({ text: type, below: lines })
  return { ...(request.audience === '' ? {} : { heading: say(texts.consent.audience, { audience: request.audience }) }), items }
}
