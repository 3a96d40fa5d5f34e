/**
 * From the signature to the handover: a timeline with due dates, and the handover meeting. Owns engagement, milestones, the handover, its
 * topics and the drills.
 *
 * A milestone is open, late or reached. The handover: scheduled (90 minutes) → its topics gone through, one by one → signed by the provider and by the
 * subscriber, once every drill is on record. Drills are recorded by the system when they happen; nobody ticks them off by hand, and of an alert somebody says which one they saw.
 * Does not know what an alert, a backup or an update is.
 */
export { milestones, setSignature, reachMilestone, timeline, type Milestone, type TimelineEntry } from './timeline.ts'
export { coverTopic, drills, handoverMeasures, recordDrill, scheduleHandover, signHandover, topics, viewHandover, type Drill, type HandoverView, type Topic } from './handover.ts'
export { engagement, handoverResource, type SeenAlert } from './engagement.handlers.ts'
