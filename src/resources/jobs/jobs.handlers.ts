import { implement } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { MailFailure } from '#platform/mail/index.ts'
import { sendVerification } from '#connections/database/index.ts'
import { NoSuchMainConnection, subjectOf } from '#resources/tickets/index.ts'
import { JobNotFound, JobOfOtherConnection, jobsContract, JobWithoutAddress } from './jobs.contract.ts'
import { insertJob, selectJob, type JobRow } from './jobs.store.ts'

const show = ({ body, created_at, ...job }: JobRow) => ({ ...job, created_at: created_at.toISOString(), ...body })

async function found(ctx: ApiContext, id: string): Promise<JobRow> {
  const job = await selectJob(ctx.db, ctx.tenant.id, id)
  if (!job) throw JobNotFound()
  return job
}

/** What is wrong with the user is said in other words here than for links. */
async function addressee(ctx: ApiContext, body: Parameters<typeof subjectOf>[1]) {
  try {
    const { user } = await subjectOf(ctx, body)
    if (user.email === null) throw JobWithoutAddress()
    return user
  } catch (error) {
    throw error instanceof Problem && error.message === NoSuchMainConnection.message ? JobOfOtherConnection({ cause: error }) : error
  }
}

export const jobs = implement<ApiContext, typeof jobsContract>(jobsContract, {
  async verificationEmail({ body }, ctx) {
    const user = await addressee(ctx, body)
    const job: JobRow = { id: `job_${ctx.random.alphanumeric(16)}`, type: 'verification_email', status: 'completed', body: {}, created_at: ctx.clock.now() }
    try {
      await sendVerification(ctx, user, { clientId: body.client_id, now: true })
    } catch (error) {
      if (!(error instanceof MailFailure)) throw error
      job.status = 'failed'
      job.body.status_details = 'The message could not be handed over to the mail server.'
    }
    await insertJob(ctx.db, ctx.tenant.id, job)
    return show(job)
  },

  get: async ({ params }, ctx) => show(await found(ctx, params.id)),

  async errors({ params }, ctx) {
    const { status, body } = await found(ctx, params.id)
    return status === 'failed' ? [{ code: 'MAIL_FAILED', message: body.status_details ?? 'The job failed.' }] : []
  },
})
