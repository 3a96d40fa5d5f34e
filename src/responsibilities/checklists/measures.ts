/** What the gates of the matrix learn from checklists. */
import type { Measures } from '../gate/index.ts'
import { answersOf, latestOfKind } from './checklists.store.ts'
import { checklistItems } from './items.ts'
import { missingOf } from './view.ts'

export const checklistMeasures: Measures = {
  'requirements-met': async ({ db }) => {
    const checklist = await latestOfKind(db, 'pre-installation')
    if (!checklist) return { met: false, sentence: 'No node has been looked at.' }
    const measurable = new Set(checklistItems['pre-installation'].filter((item) => item.measurable).map(({ id }) => id))
    const missing = missingOf('pre-installation', await answersOf(db, checklist.id)).filter(({ item }) => measurable.has(item))
    return missing.length === 0
      ? { met: true, sentence: 'Every node meets the requirements.' }
      : { met: false, sentence: `Missing: ${missing.map(({ title, node }) => (node ? `${title} (${node})` : title)).join('; ')}.` }
  },
  'checklist-submitted': async ({ db }) => {
    const checklist = await latestOfKind(db, 'pre-installation')
    const at = checklist?.state === 'returned' ? null : (checklist?.submitted_at ?? null)
    return { met: at !== null, sentence: at ? `Submitted on ${at.toISOString().slice(0, 10)}.` : 'The pre-installation checklist has not been submitted.' }
  },
  'checklist-accepted': async ({ db }) => {
    const checklist = await latestOfKind(db, 'pre-installation')
    const met = checklist?.state === 'accepted'
    return { met, sentence: met ? `Accepted on ${checklist.settled_at!.toISOString().slice(0, 10)}.` : 'The pre-installation checklist has not been accepted.' }
  },
}
