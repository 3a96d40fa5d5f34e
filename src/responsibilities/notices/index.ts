/**
 * One-way news to those who hold an I, and to those whose turn it is. Owns notices, their deliveries and the webhooks of the parties.
 *
 * A notice is written in the transaction of what it tells, so that neither can be lost without the other. States of a delivery: pending →
 * delivered (with a receipt) or, after two weeks of trying, given up (which the journal records). An inbox is delivered at once; mail and webhooks
 * leave by a job, are tried again with growing pauses, and may arrive twice, never not at all: a webhook carries the id of its delivery.
 * Does not know what the news are about.
 */
export { inform, type News } from './inform.ts'
export { deliverNotices, deliveryJob, pauseAfter } from './deliver.ts'
export { deliveriesOf, inboxOf, markRead, noticesTo } from './inbox.ts'
export { addWebhook, listWebhooks, removeWebhook, webhookSignature } from './webhooks.ts'
export { notices, webhooks } from './notices.handlers.ts'
