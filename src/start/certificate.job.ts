import { job, type Job } from '#kernel/job.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import type { Certificate } from '#platform/http/index.ts'
import { ensureCertificates } from '#platform/tls/index.ts'

/** Renews our own leaf in time, and takes up a certificate that the operator has put into the folder; workers change over without a restart. */
export function certificateRenewal(options: { folder: string; hosts: readonly string[]; present: Certificate; take: (certificate: Certificate) => Promise<void> }): Job<ProcessContext> {
  let { cert } = options.present
  return job<ProcessContext>({
    id: 'certificates.renew',
    about: 'Looks whether the certificate must be renewed or was replaced in the tls folder.',
    every: 3600,
    where: 'each',
    async run({ clock }) {
      const next = await ensureCertificates({ folder: options.folder, hosts: options.hosts, clock })
      const until = next.notAfter.toISOString().slice(0, 10)
      if (next.cert === cert) return `The certificate stays; it is valid until ${until}.`
      await options.take({ cert: next.cert, key: next.key })
      cert = next.cert
      return `A new certificate is in use; it is valid until ${until}.`
    },
  })
}
