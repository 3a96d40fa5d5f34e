/**
 * The checklists before and after the installation. Owns checklists and their answers; the items are declared.
 *
 * States: draft → submitted (nothing required is missing) → accepted, or returned with comments → submitted again. One checklist of a kind is open at
 * a time. Items are filled by measurement (`preflight` on the nodes) and by people; what was measured, people cannot answer otherwise. What
 * is missing is listed with its remedy. Does not measure anything itself.
 */
export { checklistItems, checklistTitles, type ChecklistItem, type ChecklistKind } from './items.ts'
export { acceptChecklist, answerItem, openChecklist, recordMeasurements, returnChecklist, submitChecklist, type Measurement } from './filling.ts'
export { missingOf, listChecklists, viewChecklist, type ChecklistView, type Missing } from './view.ts'
export { checklistMeasures } from './measures.ts'
export { checklists } from './checklists.handlers.ts'
export { preflightResource, type MeasureNode, type Preflight } from './preflight.ts'
