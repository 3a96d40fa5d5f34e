/** What the gate "the certificate covers every host name" learns. */
import { coverage } from '#platform/certificates/index.ts'
import type { ProcessContext } from '#platform/context/index.ts'

/** @param own the node's own certificate, PEM. */
export async function certificateCoversHosts(context: Pick<ProcessContext, 'db' | 'addresses' | 'certificates' | 'clock'>, own: string): Promise<{ met: boolean; sentence: string }> {
  const hosts = await coverage({ db: context.db, addresses: context.addresses, directory: context.certificates }, own)
  const bare = hosts.filter(({ covered }) => !covered).map(({ host }) => host)
  return bare.length === 0
    ? { met: true, sentence: `The certificate covers all ${hosts.length} host names.` }
    : { met: false, sentence: `No certificate covers ${bare.join(', ')}.` }
}
