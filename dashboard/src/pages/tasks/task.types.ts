/** Tasks as the API answers them. */
import type { ApplianceAnswered } from '../../api/session.ts'

export type Task = ApplianceAnswered<'tasks.get'>
export type TaskState = Task['state']
export type Message = Task['thread'][number]
export type Consultation = Task['consultations'][number]

/** What can be done in each state, besides talking. */
export const acts: Record<TaskState, readonly ('approve' | 'decline' | 'run' | 'undo' | 'plan')[]> = {
  proposed: ['decline', 'plan'], consulted: ['approve', 'decline', 'plan'], approved: ['run', 'decline', 'plan'], running: [], done: ['undo'], failed: ['plan'], undone: [], expired: [],
}

export const tones = { proposed: 'watch', consulted: 'watch', approved: 'watch', running: 'watch', done: 'good', failed: 'bad', undone: 'quiet', expired: 'quiet' } as const
