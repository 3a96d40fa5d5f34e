import { problem } from '#kernel/problem.ts'
import { threadOf, type Message } from '../consultations/index.ts'
import type { Office } from '../context/index.ts'
import { allChecklists, answersOf, checklistById, type AnswerRow, type ChecklistRow } from './checklists.store.ts'
import { checklistItems, checklistTitles, type ChecklistItem } from './items.ts'

export const ChecklistNotFound = problem(404, 'checklist_not_found', 'There is no such checklist.')

export type Missing = { item: string; node?: string; title: string; sentence: string; remedy: string }
export type ChecklistView = ChecklistRow & { title: string; items: (ChecklistItem & { answers: Omit<AnswerRow, 'checklist_id' | 'item'>[] })[]; missing: Missing[]; thread: Message[] }

/** What stands between the checklist and its submission; for items of each node, every node that is known from any answer. */
export function missingOf(kind: ChecklistRow['kind'], answers: readonly AnswerRow[]): Missing[] {
  const nodes = [...new Set(answers.map(({ node }) => node).filter((node) => node !== ''))].sort()
  return checklistItems[kind].flatMap((item): Missing[] => {
    const wanted = item.each === 'node' ? (nodes.length > 0 ? nodes : ['']) : ['']
    return wanted.flatMap((node): Missing[] => {
      const answer = answers.find((candidate) => candidate.item === item.id && candidate.node === node)
      if (answer?.met || (item.optional && !answer)) return []
      const sentence = answer ? answer.sentence : item.each === 'node' && node === '' ? 'No node has been looked at.' : 'Not answered.'
      return [{ item: item.id, ...(node === '' ? {} : { node }), title: item.title, sentence, remedy: item.remedy }]
    })
  })
}

export async function viewChecklist(office: Office, id: string): Promise<ChecklistView> {
  const row = await checklistById(office.db, id)
  if (!row) throw ChecklistNotFound()
  const [answers, thread] = [await answersOf(office.db, id), await threadOf(office, `checklist:${id}`)]
  const items = checklistItems[row.kind].map((item) => ({ ...item, answers: answers.filter((answer) => answer.item === item.id).map(({ checklist_id: _id, item: _item, ...answer }) => answer) }))
  return { ...row, title: checklistTitles[row.kind], items, missing: missingOf(row.kind, answers), thread }
}

/** Newest first. */
export const listChecklists = ({ db }: Pick<Office, 'db'>): Promise<ChecklistRow[]> => allChecklists(db)
