/** Applications whose signatures the FAPI 2.0 Security Profile narrows, whatever they sign. */
import type { Client } from '#resources/clients/index.ts'
import { profileAlgorithms, type AsymmetricAlgorithm } from '../jws/index.ts'

export const isHeldToProfile = (client: Client): boolean => (client.compliance_level ?? 'none').startsWith('fapi2_')

/** Of those that a place takes, the algorithms that this application may sign with (section 5.4.1). */
export const algorithmsFor = <A extends AsymmetricAlgorithm>(client: Client, taken: readonly A[]): readonly A[] =>
  isHeldToProfile(client) ? taken.filter((algorithm) => profileAlgorithms.includes(algorithm)) : taken
