/**
 * Tasks: runs of operations that need more than a click. Owns tasks, their steps and what people vouched for on them.
 *
 * One state machine: proposed (others are asked) → consulted (everyone asked has answered, been waived, or let the deadline pass) → approved (somebody
 * accountable has signed off this very plan) → running (step by step, each recorded before and after) → done or failed → undone. Before it
 * runs, a task may expire: by the clock, by being declined, or by being withdrawn. A running task belongs to a process for the length of a
 * lease; when that process dies, another goes on with the first step that is not done, which is why steps must bear being begun twice.
 * A task keeps the version of the matrix that it started under.
 *
 * Does not know any operation: they stand in a registry that is given at construction.
 */
export { createTasks, type Tasks } from './tasks.ts'
export { createDesk } from './desk.ts'
export type { TaskOperation, TaskStep, Work } from './task-operation.ts'
export { acceptorOf, blot, taskable } from './task-operation.ts'
export { nextStep, presentTask, type NextStep, type TaskView } from './present.ts'
export { findTask, listTasks } from './find.ts'
export { taskJobs } from './tasks.jobs.ts'
export { taskSettings } from './tasks.settings.ts'
export type { TaskRow as Task } from './tasks.store.ts'
export { taskResources } from './tasks.handlers.ts'
