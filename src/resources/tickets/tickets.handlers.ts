import { implement } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { passwordResetLink, verificationLink } from '#connections/database/index.ts'
import { subjectOf } from './subject.ts'
import { NoAddress, ticketsContract } from './tickets.contract.ts'

type Options = { result_url?: string; client_id?: string; ttl_sec?: number; includeEmailInRedirect?: boolean }

const linkOptions = ({ result_url: url, client_id: clientId, ttl_sec: seconds, includeEmailInRedirect }: Options, email: string | null) => ({
  clientId,
  resultUrl: url !== undefined && includeEmailInRedirect && email !== null ? withEmail(url, email) : url,
  seconds: seconds === 0 ? undefined : seconds,
})

function withEmail(address: string, email: string): string {
  const url = new URL(address)
  url.searchParams.set('email', email)
  return url.href
}

export const tickets = implement<ApiContext, typeof ticketsContract>(ticketsContract, {
  async verifyEmail({ body }, ctx) {
    const { user } = await subjectOf(ctx, body)
    const { email } = user
    if (email === null) throw NoAddress()
    return { ticket: await verificationLink(ctx, { ...user, email }, linkOptions(body, email)) }
  },

  async changePassword({ body }, ctx) {
    const { user, connection } = await subjectOf(ctx, body)
    const marksVerified = body.mark_email_as_verified === true
    return { ticket: await passwordResetLink(ctx, connection, user, { ...linkOptions(body, user.email), marksVerified }) }
  },
})
