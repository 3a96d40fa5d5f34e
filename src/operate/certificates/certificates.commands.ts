import { readFileSync } from 'node:fs'
import type { Command, CommandInput } from '#kernel/command.ts'
import { confirmedOperation, operation, table, word, type CommandTools } from '#kernel/desk-command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

type CertificateView = { id: string; domain?: string; origin: string; subject: string; issuer: string; names: string[]; not_after: string; days_left: number; in_use: boolean }
type HostView = { host: string; certificate: string; covered: boolean }
type Verdict = { fit: boolean; faults: string[]; remarks: string[]; names: string[] }
type DomainView = { id: string; domain: string; status: string; is_default: boolean; ssl_available: boolean; certificate_expiration: string | null; problem?: string }
type RootView = { fingerprint: string; name: string; not_after: string }

const certificateRows = (all: CertificateView[]) => table([['ID', 'FOR', 'NAMES', 'ISSUER', 'UNTIL', 'DAYS', 'FROM', 'IN USE'], ...all.map((each) => [each.id, each.domain ?? 'the appliance', each.names.slice(0, 3).join(' ') + (each.names.length > 3 ? ' …' : ''), each.issuer, each.not_after.slice(0, 10), String(each.days_left), each.origin, each.in_use ? 'yes' : 'no'])])
const taken = ({ names, not_after, issuer }: CertificateView) => `The certificate by ${issuer} for ${names.join(', ')} is shown from now on; it is valid until ${not_after.slice(0, 10)}.`
const verdict = ({ fit, faults, remarks }: Verdict) => [fit ? 'The certificate can be used.' : 'The certificate cannot be used:', ...faults, ...remarks].join('\n')
const rootRows = (all: RootView[]) => (all.length === 0 ? 'No authority of your own is trusted.' : table([['FINGERPRINT', 'NAME', 'UNTIL'], ...all.map((each) => [each.fingerprint, each.name, each.not_after.slice(0, 10)])]))

const domainRows = (all: DomainView[]) => (all.length === 0 ? 'The tenant has no domain of its own.' : table([['ID', 'DOMAIN', 'STATE', 'DEFAULT', 'CERTIFICATE UNTIL', 'PROBLEM'], ...all.map((each) => [each.id, each.domain, each.status, each.is_default ? 'yes' : '', each.certificate_expiration?.slice(0, 10) ?? 'none of its own', each.problem ?? ''])]))
const ready = ({ domain, ssl_available }: DomainView) => `${domain} answers as the tenant from now on${ssl_available ? ' and shows its certificate.' : '; it has no certificate of its own yet.'}`

export const offerOptions = [
  { name: 'certificate', value: 'FILE', about: 'PEM: the server\'s own certificate first, then each intermediate.' },
  { name: 'private-key', value: 'FILE', about: 'PEM, without a password; not needed when it stands in the same file.' },
  { name: 'pfx', value: 'FILE', about: 'PKCS#12 instead of PEM.' },
  { name: 'password-file', value: 'FILE', about: 'File with the password of the PFX file; absent: it has none. A password on the command line would be seen by others.' },
] as const

const hasOffer = (input: CommandInput) => input.options['certificate'] !== undefined || input.options['pfx'] !== undefined

/** The body of an upload out of the files that the options name. */
export function offerOf(input: CommandInput): Record<string, string> {
  const { certificate, 'private-key': key, pfx, 'password-file': password } = input.options
  if ((certificate === undefined) === (pfx === undefined)) throw new StartFailure(exitCodes.usage, 'name either --certificate (with --private-key) or --pfx.')
  if (certificate !== undefined) return { certificate: read(certificate).toString(), ...(key === undefined ? {} : { private_key: read(key).toString() }) }
  return { pfx: read(pfx!).toString('base64'), ...(password === undefined ? {} : { password: read(password).toString().replace(/\r?\n$/, '') }) }
}

export function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new StartFailure(exitCodes.usage, `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}).`, error)
  }
}

export function certificateCommands(tools: CommandTools): Command[] {
  const takes = { takesArguments: true } as const
  return [
    operation(tools, { name: 'certificates list', about: 'List certificates with what they cover and until when.' }, (desk) => desk.perform('certificates.list', {}), certificateRows),
    operation(tools, { name: 'certificates hosts', about: 'List every host name with the certificate it shows, and whether it is covered.' }, (desk) => desk.perform('certificates.hosts', {}), (all: HostView[]) => table([['HOST', 'CERTIFICATE', 'COVERED'], ...all.map((each) => [each.host, each.certificate, each.covered ? 'yes' : 'NO'])])),
    operation(tools, { name: 'certificates check', about: 'Judge a certificate for the hosts of the appliance without taking it. Exit code 1: it cannot be used.', options: offerOptions }, (desk, input) => desk.perform('certificates.check', { body: offerOf(input) }), verdict, ({ fit }: Verdict) => fit),
    operation(tools, { name: 'certificates upload', about: 'Show this certificate on the hosts of the appliance, at once and on every node.', options: offerOptions, examples: ['bailiwick certificates upload --certificate fullchain.pem --private-key privkey.pem', 'bailiwick certificates upload --pfx company.pfx --password-file password.txt'] }, (desk, input) => desk.perform('certificates.upload', { body: offerOf(input) }), taken),
    operation(tools, { name: 'certificates order', about: 'Order a certificate for the hosts of the appliance from the ACME server now.' }, (desk) => desk.perform('certificates.order', {}), ({ sentence }: { sentence: string }) => sentence),
    confirmedOperation(tools, { name: 'certificates remove', about: 'Forget a certificate; its hosts show the next best.', ...takes }, (desk, input, asked) => desk.perform('certificates.remove', { params: { id: word(input, 'certificate') } }, asked), () => 'The certificate was removed.'),
    operation(tools, { name: 'domains list', about: 'List the custom domains of a tenant.', ...takes }, (desk, input) => desk.perform('domains.list', { params: { tenant: word(input, 'tenant') } }), domainRows),
    operation(tools, {
      name: 'domains add', about: 'Give a tenant a domain of its own: tenant, domain. With its certificate, or with --managed one ordered by ACME.', ...takes,
      options: [...offerOptions, { name: 'managed', about: 'The appliance orders the certificate by ACME.' }], examples: ['bailiwick domains add main login.example.com --certificate fullchain.pem --private-key privkey.pem'],
    }, (desk, input) => desk.perform('domains.add', { params: { tenant: word(input, 'tenant') }, body: { domain: word(input, 'domain', 1), ...(input.flags.has('managed') ? { managed: true } : {}), ...(hasOffer(input) ? offerOf(input) : {}) } }), ready),
    operation(tools, { name: 'domains certificate', about: 'Show this certificate on a custom domain: tenant, id of the domain.', ...takes, options: offerOptions }, (desk, input) => desk.perform('domains.setCertificate', { params: { tenant: word(input, 'tenant'), id: word(input, 'domain', 1) }, body: offerOf(input) }), ready),
    operation(tools, { name: 'domains order', about: 'Order a certificate for a custom domain from the ACME server now: tenant, id of the domain.', ...takes }, (desk, input) => desk.perform('domains.order', { params: { tenant: word(input, 'tenant'), id: word(input, 'domain', 1) } }), ({ sentence }: { sentence: string }) => sentence),
    confirmedOperation(tools, { name: 'domains remove', about: 'Take a domain from a tenant, with its certificate: tenant, id of the domain.', ...takes }, (desk, input, asked) => desk.perform('domains.remove', { params: { tenant: word(input, 'tenant'), id: word(input, 'domain', 1) } }, asked), () => 'The domain was removed.'),
    operation(tools, { name: 'roots list', about: 'List the authorities of your own that calls to elsewhere trust.' }, (desk) => desk.perform('rootCertificates.list', {}), rootRows),
    operation(tools, { name: 'roots add', about: 'Trust an authority of your own: for calls to mail servers, webhooks and identity providers, and as the origin of uploaded certificates. Needs a PEM file.', ...takes }, (desk, input) => desk.perform('rootCertificates.add', { body: { certificate: read(word(input, 'file')).toString() } }), rootRows),
    confirmedOperation(tools, { name: 'roots remove', about: 'Trust an authority no longer. Needs its fingerprint.', ...takes }, (desk, input, asked) => desk.perform('rootCertificates.remove', { params: { fingerprint: word(input, 'fingerprint') } }, asked), () => 'The authority is trusted no longer.'),
  ]
}
