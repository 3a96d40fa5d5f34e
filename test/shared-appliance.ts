/** One started product for all tests of a process; it ends with them. What one test leaves in it, the next one finds. */
import { after } from 'node:test'
import { startAppliance, type Appliance } from './appliance.ts'

let standing: Promise<Appliance> | undefined
after(async () => (await standing)?.stop())

/** @param workers how many web workers it has, which the first call decides */
export const sharedAppliance = (workers = 2): Promise<Appliance> => (standing ??= startAppliance({ options: ['--workers', `${workers}`] }))
