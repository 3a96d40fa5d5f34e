import { Problem } from '#kernel/problem.ts'
import { say } from '../consultations/index.ts'
import { isSingle, nameOf, whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { inform } from '../notices/index.ts'
import { answersOf, checklistById, insertChecklist, openOfKind, putAnswer, setSettled, setSubmitted, type ChecklistRow } from './checklists.store.ts'
import { checklistItems, checklistTitles, type ChecklistItem, type ChecklistKind } from './items.ts'
import { ChecklistNotFound, missingOf, viewChecklist, type ChecklistView } from './view.ts'

/** The open checklist of this kind; begun at first need. */
export async function openChecklist(office: Office, caller: OperatorCaller, kind: ChecklistKind): Promise<ChecklistRow> {
  await insertChecklist(office.db, { id: `chk_${office.random.hex(16)}`, kind, created_by: whoIs(caller), created_at: office.clock.now() })
  return (await openOfKind(office.db, kind))!
}

function itemOf(kind: ChecklistKind, id: string, node: string | undefined): ChecklistItem {
  const item = checklistItems[kind].find((candidate) => candidate.id === id)
  if (!item) throw new Problem(404, 'item_not_found', `The checklist has no item "${id}".`)
  if (item.each === 'node' && !node) throw new Problem(400, 'node_missing', `"${item.title}" is asked of each node; say which.`)
  if (item.each !== 'node' && node) throw new Problem(400, 'node_unexpected', `"${item.title}" is asked once, not of a node.`)
  return item
}

export async function answerItem(office: Office, caller: OperatorCaller, id: string, given: { item: string; node?: string | undefined; met: boolean; value?: unknown; sentence: string }): Promise<ChecklistView> {
  return within(office, async (inner) => {
    const checklist = await needOpen(inner, id)
    const item = itemOf(checklist.kind, given.item, given.node)
    if (!isSingle(office) && item.by !== caller.party) throw new Problem(403, 'wrong_party', `"${item.title}" is answered by ${nameOf(office, item.by)}.`)
    const taken = await putAnswer(inner.db, { checklist_id: id, item: item.id, node: given.node ?? '', met: given.met, value: given.value ?? null, sentence: given.sentence, source: 'answered', by: whoIs(caller), at: office.clock.now() })
    if (!taken) throw new Problem(409, 'measured', `"${item.title}" was measured; mend it and measure again.`)
    return viewChecklist(inner, id)
  })
}

export type Measurement = { item: string; node?: string; met: boolean; value: unknown; sentence: string }

/** What `preflight` found, into the open checklist of the kind. Items the checklist does not have are passed over. */
export async function recordMeasurements(office: Office, caller: OperatorCaller, kind: ChecklistKind, found: readonly Measurement[]): Promise<ChecklistView> {
  const checklist = await openChecklist(office, caller, kind)
  return within(office, async (inner) => {
    await needOpen(inner, checklist.id)
    for (const { item, node, met, value, sentence } of found) {
      const declared = checklistItems[kind].find((candidate) => candidate.id === item)
      if (!declared?.measurable || (declared.each === 'node') !== (node !== undefined)) continue
      await putAnswer(inner.db, { checklist_id: checklist.id, item, node: node ?? '', met, value, sentence, source: 'measured', by: 'appliance', at: office.clock.now() })
    }
    return viewChecklist(inner, checklist.id)
  })
}

export async function submitChecklist(office: Office, caller: OperatorCaller, id: string): Promise<ChecklistView> {
  return within(office, async (inner) => {
    const checklist = await needOpen(inner, id)
    const missing = missingOf(checklist.kind, await answersOf(inner.db, id))
    if (missing.length > 0) throw new Problem(409, 'checklist_incomplete', `${missing.length} ${missing.length === 1 ? 'item is' : 'items are'} missing, first: ${missing[0]!.title}. ${missing[0]!.remedy}`, { extra: { missing } })
    await setSubmitted(inner.db, id, whoIs(caller), office.clock.now())
    await news(inner, caller, checklist, 'submitted', 'provider', 'It waits to be accepted, or returned with comments.')
    return viewChecklist(inner, id)
  })
}

/** By the provider, who builds on it. */
export const acceptChecklist = (office: Office, caller: OperatorCaller, id: string): Promise<ChecklistView> => settle(office, caller, id, 'accepted', 'The next step may begin.')
export const returnChecklist = (office: Office, caller: OperatorCaller, id: string, comment: string): Promise<ChecklistView> => settle(office, caller, id, 'returned', comment)

async function settle(office: Office, caller: OperatorCaller, id: string, state: 'accepted' | 'returned', text: string): Promise<ChecklistView> {
  if (!isSingle(office) && caller.party !== 'provider') throw new Problem(403, 'wrong_party', `A checklist is accepted or returned by ${nameOf(office, 'provider')}, who builds on it.`)
  return within(office, async (inner) => {
    const checklist = await checklistById(inner.db, id, true)
    if (!checklist) throw ChecklistNotFound()
    if ((await setSettled(inner.db, id, state, whoIs(caller), office.clock.now())) === 0) throw new Problem(409, 'checklist_state', `This checklist is ${checklist.state}; only a submitted one is accepted or returned.`)
    if (state === 'returned') await say(inner, caller, `checklist:${id}`, text)
    await news(inner, caller, checklist, state, 'subscriber', text)
    return viewChecklist(inner, id)
  })
}

async function needOpen(office: Office, id: string): Promise<ChecklistRow> {
  const checklist = await checklistById(office.db, id, true)
  if (!checklist) throw ChecklistNotFound()
  if (checklist.state !== 'draft' && checklist.state !== 'returned') throw new Problem(409, 'checklist_state', `This checklist is ${checklist.state} and cannot be changed.`)
  return checklist
}

async function news(office: Office, caller: OperatorCaller, checklist: ChecklistRow, what: string, to: 'provider' | 'subscriber', text: string): Promise<void> {
  const subject = `checklist:${checklist.id}`
  await appendEntry(office, { kind: `checklist.${what}`, actor: whoIs(caller), subject, data: { kind: checklist.kind } })
  await inform(office, caller, { to: { party: to }, kind: `checklist.${what}`, title: `Checklist ${what}`, text: `${checklistTitles[checklist.kind]}\n${text}`, path: `/checklists/${checklist.id}`, subject })
}
