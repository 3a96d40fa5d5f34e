/** Support tickets as the API answers them, and the words of their form. */
import type { Message } from '../tasks/task.types.ts'

export type TicketLine = { id: string; subject: string; kind: string; severity: 1 | 2 | 3 | 4; environment: string; state: 'open' | 'pending' | 'solved' | 'closed'; opened_at: string; opened_by: string; follows?: string | null; severity_raise?: number | null }
export type Ticket = TicketLine & {
  plan: string; questionnaire: Record<string, unknown> & { critical?: Record<string, unknown> }; system: Record<string, unknown>; thread: Message[]; attachments: { id: string; name: string; type: string; size: number }[]
  clock: { holder?: string; since?: string; targetMinutes: number; usedMinutes: number; due?: string; state: 'running' | 'stopped' | 'kept' | 'missed' }
}

export const severities = { 1: 'Urgent: production is down or unusable for all users', 2: 'High: a major function is impaired for many users', 3: 'Normal: something does not do what is documented, or a general question', 4: 'Low: information, help with configuration, a wish' } as const
export const kinds = ['incident', 'question', 'change', 'update', 'recovery'] as const
export const stateTones = { open: 'watch', pending: 'watch', solved: 'good', closed: 'quiet' } as const
export const clockTones = { running: 'watch', stopped: 'quiet', kept: 'good', missed: 'bad' } as const
export const severityTone = (severity: number) => (severity === 1 ? 'bad' : severity === 2 ? 'watch' : 'quiet')
