/** Operations on jobs. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Timestamp, Type } from '#kernel/schema.ts'
import { AskedIdentity } from '#resources/tickets/index.ts'

export const JobNotFound = problem(404, 'inexistent_job', 'Job not found.')
export const JobWithoutAddress = problem(400, 'operation_not_supported', 'User does not have an email address.')
export const JobOfOtherConnection = problem(400, 'operation_not_supported', 'Connection must be a database connection.')

const { Optional } = Type
const Job = Type.Object({
  id: Type.String(),
  type: Type.String(),
  status: Type.String(),
  created_at: Timestamp(),
  status_details: Optional(Type.String()),
})

export const jobsContract = resource({
  name: 'jobs',
  about: 'Work that was asked for, and what came of it.',
  operations: {
    verificationEmail: {
      http: 'POST /jobs/verification-email',
      summary: 'Send a user the message that confirms the e-mail address',
      scope: 'update:users',
      body: Closed({
        user_id: Type.String({ minLength: 1, maxLength: 300 }),
        client_id: Optional(Type.String({ minLength: 1, maxLength: 255 })),
        identity: Optional(AskedIdentity),
        organization_id: Optional(Type.String({ minLength: 1, maxLength: 100 })),
      }),
      returns: Job,
      throws: [JobWithoutAddress, JobOfOtherConnection],
    },
    get: { http: 'GET /jobs/:id', summary: 'Show a job', scope: ['create:users', 'read:users'], returns: Job, throws: [JobNotFound] },
    errors: {
      http: 'GET /jobs/:id/errors',
      summary: 'What went wrong in a job; nothing when nothing did',
      scope: ['create:users', 'read:users'],
      returns: Type.Array(Type.Object({ code: Type.String(), message: Type.String() })),
      throws: [JobNotFound],
    },
  },
})
