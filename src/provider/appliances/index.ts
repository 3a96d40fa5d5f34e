/**
 * The appliances that report here. Owns them, what they said of themselves, and what was said to them.
 *
 * An appliance is awaited (a card was made for its subscriber) → connected (it came with the card, and is known by its key from then on) → left
 * (the subscriber ended it) or removed (the provider did). Items are kept as the appliance says them, and dropped when it says so. An instruction is
 * waiting → done or refused, as the appliance decides, and is delivered until the appliance says what became of it.
 * Nothing here ever connects to an appliance. Does not know pages.
 */
export { awaitAppliance, connectIsolated, removeAppliance } from './connect.ts'
export { receiveReport } from './receive.ts'
export { instruct } from './instruct.ts'
export { exportAnswer, importCase } from './case-file.ts'
export { listAppliances, needItem, viewAppliance, type ApplianceLine, type ApplianceView } from './view.ts'
export { instructionById as findInstruction, type ApplianceRow, type InstructionRow, type ItemRow } from './appliances.store.ts'
