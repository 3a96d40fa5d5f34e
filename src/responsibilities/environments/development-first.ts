/** Development first: production takes a build only after development ran it and its tests were signed off. */
import { environmentOf, type Office } from '../context/index.ts'
import { attestationsAbout, currentPair } from './environments.store.ts'

/** The measure of the gate `development-signed-off` and of its like; `build` is the build that is to be installed. */
export async function developmentSignedOff(office: Office, build: string | undefined): Promise<{ met: boolean; sentence: string }> {
  if (environmentOf(office) === 'development') return { met: true, sentence: 'This is the development appliance.' }
  if (build === undefined) return { met: false, sentence: 'Nobody said which build is to be installed.' }
  const partner = await currentPair(office.db)
  if (!partner) return { met: false, sentence: 'This production appliance is not paired with a development one.' }
  const own = await attestationsAbout(office.db, partner.key_id, build)
  const updated = own.some(({ kind }) => kind === 'update' || kind === 'build')
  const signed = own.find(({ kind }) => kind === 'test-sign-off')
  if (!updated) return { met: false, sentence: `${partner.name} has not told us that it runs ${build}.` }
  if (!signed) return { met: false, sentence: `The tests of ${build} on ${partner.name} have not been signed off.` }
  return { met: true, sentence: `${partner.name} runs ${build}; its tests were signed off on ${signed.issued_at.toISOString().slice(0, 10)}.` }
}
