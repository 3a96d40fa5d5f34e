/**
 * Preflight and diagnosis in one: looks at machine, disks, files, names, ports, certificates, database and appliance, and says what is wrong and what
 * to do. Works before the first start and when nothing runs; what cannot be looked at is left out and said. Changes nothing, owns no table.
 *
 * Health checks are looked at every minute by a node that lives; these are for a person who asks.
 */
import { exitCodes } from '#kernel/problem.ts'
import { applianceDiagnoses } from './appliance.ts'
import { clockDiagnoses } from './clock.ts'
import { dataDirDiagnoses } from './data-dir.ts'
import { databaseDiagnoses } from './database.ts'
import { groupOf, type Diagnosis, type Patient } from './diagnosis.ts'
import { machineDiagnoses } from './machine.ts'
import { networkDiagnoses } from './network.ts'
import { storageDiagnoses } from './storage.ts'

export { diagnosis, groupOf, type Diagnosis, type Patient, type Started } from './diagnosis.ts'

export const diagnoses: readonly Diagnosis[] = [...machineDiagnoses, ...clockDiagnoses, ...storageDiagnoses, ...dataDirDiagnoses, ...networkDiagnoses, ...databaseDiagnoses, ...applianceDiagnoses]

export type Found = { id: string; title: string; group: string; severity: Diagnosis['severity']; state: 'well' | 'unwell' | 'left out'; sentence: string; remedy: string }

const patience = 10_000

/** All of them, at most so many at once; one that hangs is a finding of its own. */
export async function examine(patient: Patient, all: readonly Diagnosis[] = diagnoses): Promise<Found[]> {
  const found: Found[] = []
  for (let at = 0; at < all.length; at += 8) found.push(...(await Promise.all(all.slice(at, at + 8).map((each) => lookAt(each, patient)))))
  return found
}

async function lookAt(each: Diagnosis, patient: Patient): Promise<Found> {
  const { id, title, severity, remedy } = each
  const facts = { id, title, group: groupOf(each), severity, remedy }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`it did not answer within ${patience / 1000} s`)), patience)))
  try {
    const observation = await Promise.race([Promise.resolve().then(() => each.look(patient)), late])
    if (!observation) return { ...facts, state: 'left out', sentence: 'There was nothing to look at.' }
    return { ...facts, state: observation.well ? 'well' : 'unwell', sentence: observation.sentence }
  } catch (error) {
    return { ...facts, state: 'unwell', sentence: `It could not be looked at: ${error instanceof Error ? error.message : String(error)}.` }
  } finally {
    clearTimeout(timer)
  }
}

/** 0: nothing found; otherwise by the gravest finding. */
export function exitCodeOf(found: readonly Found[]): number {
  const grave = (severity: Found['severity']) => found.some((each) => each.state === 'unwell' && each.severity === severity)
  return grave('urgent') ? exitCodes.urgent : grave('high') ? exitCodes.high : grave('normal') ? exitCodes.failed : exitCodes.ok
}

/** For people: groups, a line each, remedies below what is not well, and a sum. */
export function report(found: readonly Found[], options: { onlyFindings: boolean }): string {
  const marks = { well: ' ok ', unwell: 'FAIL', 'left out': ' -- ' }
  const lines: string[] = []
  let group = ''
  for (const each of found) {
    if (options.onlyFindings && each.state !== 'unwell') continue
    if (each.group !== group) lines.push(...(group === '' ? [] : ['']), each.group)
    group = each.group
    lines.push(`  [${each.state === 'unwell' && each.severity === 'normal' ? 'WARN' : marks[each.state]}] ${each.title}: ${each.sentence}`)
    if (each.state === 'unwell') lines.push(`         ${each.severity}: ${each.remedy}`)
  }
  const number = (state: Found['state']) => found.filter((each) => each.state === state).length
  return [...lines, '', `${found.length} checks: ${number('well')} well, ${number('unwell')} not, ${number('left out')} left out.`, ''].join('\n')
}
