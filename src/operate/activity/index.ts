/**
 * What is being done to the nodes. Owns the tables `activities` and `activity_nodes`: an activity is running → done, undone, failed or superseded;
 * a node in it waiting → applying → applied or unhealthy, or spared. Who performs it, and how a node knows that it is healthy, is the owner's of the kind.
 * Beside it: the jobs with their last run, read from `job_runs`, which `platform/jobs` owns.
 */
export { activity } from './activity.ts'
export * from './activity.store.ts'
export { createJobRuns } from './job-runs.ts'
