/**
 * The responsibility matrix: 12 rows of the daily work and 14 of disaster recovery, as data; its rules, its versions, its printed forms.
 *
 * States of a version: proposed → in force (both parties have signed) → superseded by a later one; every version stays readable, since a
 * task keeps the version it started under. Version 1 is the matrix as shipped and in force from the first start; the parties may sign it.
 * Knows no operation by name except where a gate guards one alone, and no person: who holds a letter here is a party and a job role.
 */
export { gates, type GateDeclaration, type GateId } from './gates.ts'
export { accountableOf, consultedOf, holdersOf, informedOf, mayHold, type Holder } from './holders.ts'
export { lint, type Finding } from './lint.ts'
export { groupTitles, HolderShown, type Group, type GuardedBy, type Holding, type Letter, type Matrix, type Row } from './matrix.schema.ts'
export { rows } from './rows.ts'
export { exportMatrix, exportFormats, type ExportFormat } from './export.ts'
export { raciReference } from './reference.ts'
export { currentMatrix, matrixVersion, listVersions, proposeMatrix, signMatrix, type MatrixVersion } from './versions.ts'
export { requireRow } from './versions.ts'
export { raci } from './raci.handlers.ts'
