/**
 * The division of work between provider and subscriber, executable: who may run an operation, who signs it off, who is asked, who is told.
 * This file is the door for the composition root and the generators; each room beside it says what it owns.
 */
export { raciReference } from './matrix/index.ts'
