/** Tasks as the API answers them. */
import type { Gate } from '../../api/problem.ts'

export type TaskState = 'proposed' | 'consulted' | 'approved' | 'running' | 'done' | 'failed' | 'undone' | 'expired'
export type Message = { id?: string; author: string; party: string; body: string; at: string }
export type Consultation = { id: string; party: string; role?: string | null; question: string; state: 'open' | 'answered' | 'waived' | 'lapsed' | 'withdrawn'; deadline: string; answer?: string | null; settled_by?: string | null }
export type Step = { step?: string; id?: string; about?: string; state: string; sentence?: string | null; started_at?: string | null; ended_at?: string | null }
export type TaskLine = {
  id: string; operation: string; title: string; state: TaskState; matrix_row: string; risk: string; reason?: string | null; proposed_by: string; proposed_party: string; created_at: string; state_since: string; expires_at: string; outcome?: string | null
  next?: { what: 'answer' | 'sign off' | 'run'; text: string; since: string; until: string }
}
export type Task = TaskLine & {
  plan: { steps: { id: string; about: string }[]; facts: Record<string, unknown> }; plan_digest: string; input_shown?: unknown; evidence: (Gate & { title?: string; at?: string })[]; steps: Step[]; consultations: Consultation[]; thread: Message[]
  signed_off_by?: string | null; signed_off_at?: string | null; started_at?: string | null; ended_at?: string | null; ticket?: string | null
}

/** What can be done in each state, besides talking. */
export const acts: Record<TaskState, readonly ('approve' | 'decline' | 'run' | 'undo' | 'plan')[]> = {
  proposed: ['decline', 'plan'], consulted: ['approve', 'decline', 'plan'], approved: ['run', 'decline', 'plan'], running: [], done: ['undo'], failed: ['plan'], undone: [], expired: [],
}

export const tones = { proposed: 'watch', consulted: 'watch', approved: 'watch', running: 'watch', done: 'good', failed: 'bad', undone: 'quiet', expired: 'quiet' } as const
