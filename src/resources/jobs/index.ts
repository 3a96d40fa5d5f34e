/**
 * Work that the Management API was asked for: a message to be sent. Owns the table `api_jobs`. A job is pending → processing → completed
 * or failed; sending a message is done before the answer, so its job is never seen unfinished.
 * Does not know periodic work of the appliance (`operate`), nor what a message says (connections/database).
 */
export { jobs } from './jobs.handlers.ts'
