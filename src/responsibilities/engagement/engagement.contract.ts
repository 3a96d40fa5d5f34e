/** Operations on the project and its handover. */
import { resource } from '#kernel/operation.ts'
import { Bag, Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { changeScope, readScope, reasons } from '../context/index.ts'
import { drills, topics, type Drill, type Topic } from './handover.ts'
import { milestones, type Milestone } from './timeline.ts'

const date = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const note = Type.Optional(Type.String({ minLength: 1, maxLength: 4000 }))
const entries = Type.Array(Closed({
  milestone: OneOf(Object.keys(milestones) as Milestone[]), title: Type.String(), from: Type.String({ description: '2026-05-31' }), due: Type.String(), reachedOn: Type.Optional(Type.String()), state: OneOf(['open', 'late', 'reached']), note: Type.Optional(Type.String()),
}))
const topic = OneOf(Object.keys(topics) as Topic[])
const view = Closed({
  scheduled: Type.Optional(Closed({
    scheduled_at: Timestamp(), minutes: Type.Integer(), scheduled_by: Type.String(),
    provider_signed_by: Nullable(Type.String()), provider_signed_at: Nullable(Timestamp()), subscriber_signed_by: Nullable(Type.String()), subscriber_signed_at: Nullable(Timestamp()),
  })),
  agenda: Type.Array(Closed({ topic, title: Type.String(), minutes: Type.Integer(), covered: Type.Optional(Closed({ topic: Type.String(), covered_by: Type.String(), covered_at: Timestamp(), note: Nullable(Type.String()) })) })),
  drills: Type.Array(Closed({ drill: OneOf(Object.keys(drills) as Drill[]), title: Type.String(), done: Type.Optional(Closed({ id: Type.String(), drill: Type.String(), evidence: Bag(), sentence: Type.String(), at: Timestamp() })) })),
  missing: Type.Array(Type.String()),
})

export const engagementContract = resource({
  name: 'engagement',
  about: 'The timeline from the signature to the handover.',
  operations: {
    timeline: { http: 'GET /engagement', summary: 'Show the timeline; empty before a signature was recorded', scope: readScope, row: reasons.reading, returns: entries },
    sign: { http: 'PUT /engagement', summary: 'Record the day of the signature', scope: changeScope, row: reasons.dates, risk: 'routine', body: Closed({ signed_on: date }), returns: entries },
    reach: { http: 'POST /engagement/milestones', summary: 'Record that a milestone was reached', scope: changeScope, row: reasons.dates, risk: 'routine', status: 200, body: Closed({ milestone: OneOf(['kickoff', 'infrastructure-ready', 'set-up']), note }), returns: entries },
  },
})

export const handoverContract = resource({
  name: 'handover',
  about: 'The handover of operations, from the provider to the subscriber.',
  operations: {
    get: { http: 'GET /handover', summary: 'Show agenda, drills and signatures', scope: readScope, row: reasons.reading, returns: view },
    schedule: { http: 'PUT /handover', summary: 'Schedule the meeting', scope: changeScope, row: 'operations-handover', risk: 'routine', body: Closed({ at: Timestamp() }), returns: view },
    cover: { http: 'POST /handover/topics', summary: 'Record that a topic was gone through', scope: changeScope, row: 'operations-handover', risk: 'routine', status: 200, body: Closed({ topic, note }), returns: view },
    seeAlert: { http: 'POST /handover/alerts', summary: 'Say that one has seen an alert; the drill is recorded', scope: changeScope, row: 'monitoring', risk: 'routine', status: 200, body: Closed({ alert: Type.String({ maxLength: 60 }) }), returns: view },
    sign: { http: 'POST /handover/sign', summary: 'Sign for the provider', scope: changeScope, row: 'operations-handover', risk: 'routine', status: 200, returns: view },
    accept: { http: 'POST /handover/accept', summary: 'Sign for the subscriber', scope: changeScope, row: reasons.otherParty, risk: 'routine', status: 200, returns: view },
  },
})
