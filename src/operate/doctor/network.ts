/** Names, ports and certificates. */
import { X509Certificate } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import { get } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { firstTenant, manageLabel, rootTenant } from '#platform/addresses/index.ts'
import { mailSettings, probeSmtp } from '#platform/mail/index.ts'
import { reachable } from '#platform/machine/index.ts'
import { checkCertificate, hostsFor } from '#platform/tls/index.ts'
import { diagnosis, inDatabase, judged, unwell, well, type Diagnosis, type Patient } from './diagnosis.ts'
import { nodesOf, tenantNames } from './doctor.store.ts'

const isLoopbackName = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost')
const addressesOf = (name: string): Promise<string[]> => lookup(name, { all: true }).then((found) => found.map(({ address }) => address), () => [])

async function resolves(names: readonly string[]) {
  const found = await Promise.all(names.map(async (name) => ({ name, addresses: await addressesOf(name) })))
  const lost = found.filter(({ addresses }) => addresses.length === 0).map(({ name }) => name)
  return lost.length === 0 ? well(`${names.length === 1 ? names[0] : `${names.length} names`} can be resolved.`) : unwell(`Not resolved here: ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ` and ${lost.length - 5} more` : ''}.`)
}

const dns = 'Add the record to DNS, pointing to the load balancer, or to this machine where there is none.'
const nameOf = (id: string, title: string, label: string): Diagnosis =>
  diagnosis(`dns.${id}`, title, 'high', dns, ({ started }) => (!started || isLoopbackName(started.base_domain) ? undefined : resolves([`${label}.${started.base_domain}`])))

/** Running: it must listen. Not running: it must be free. */
const port = (id: string, title: string, which: 'https_port' | 'http_port' | 'agent_port', option: string): Diagnosis =>
  diagnosis(`port.${id}`, title, 'urgent', `While the appliance runs: see its log, and restart it. Otherwise stop the program that has the port, or choose another with ${option}.`, async ({ started, db, external }) => {
    const number = started?.[which]
    if (number === undefined) return undefined
    const why = await reachable({ host: '127.0.0.1', port: number })
    if (db && !external) return judged(why === undefined, why === undefined ? `Port ${number} answers.` : `The appliance runs, but port ${number} does not answer (${why}).`)
    if (why === undefined) return external ? well(`Port ${number} answers.`) : unwell(`The appliance does not run, but something listens on port ${number}.`)
    return judged(await mayOpen(number), `Port ${number} ${(await mayOpen(number)) ? 'is free' : 'may not be opened by this user'}.`)
  })

const mayOpen = (number: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false))
    server.listen({ port: number, exclusive: true }, () => server.close(() => resolve(true)))
  })

const ownCertificate = ({ dataDir }: Patient): { cert: string; key: string; file: string } | undefined => {
  const name = ['server', 'leaf'].find((each) => existsSync(join(dataDir, 'tls', `${each}.pem`)) && existsSync(join(dataDir, 'tls', `${each}.key`)))
  const file = join(dataDir, 'tls', `${name}.pem`)
  return name === undefined ? undefined : { file, cert: readFileSync(file, 'utf8'), key: readFileSync(join(dataDir, 'tls', `${name}.key`), 'utf8') }
}
const whenCertified = (look: (own: NonNullable<ReturnType<typeof ownCertificate>>, patient: Patient) => ReturnType<Diagnosis['look']>) => (patient: Patient) => {
  const own = ownCertificate(patient)
  return own && look(own, patient)
}
const days = (until: Date, { clock }: Patient): number => Math.floor((until.getTime() - clock.now().getTime()) / 86_400_000)

export const networkDiagnoses: readonly Diagnosis[] = [
  diagnosis('dns.localhost', 'localhost', 'high', 'Put "127.0.0.1 localhost" into /etc/hosts.', async () => {
    const found = await addressesOf('localhost')
    return judged(found.some((address) => address.startsWith('127.') || address === '::1'), `localhost is ${found.join(', ') || 'nothing here'}.`)
  }),
  nameOf('configuration', 'Name of the root tenant authority', rootTenant),
  nameOf('dashboard', 'Name of the dashboard', manageLabel),
  nameOf('first-tenant', 'Name of the first tenant', firstTenant),
  diagnosis('dns.tenants', 'Names of all tenants', 'high', dns, inDatabase(async (db, { started }) =>
    !started || isLoopbackName(started.base_domain) ? undefined : resolves((await tenantNames(db)).map((name) => `${name}.${started.base_domain}`)))),
  port('https', 'HTTPS port', 'https_port', '--https-port'),
  port('http', 'HTTP port', 'http_port', '--http-port'),
  port('agent', 'Port of the agent', 'agent_port', '--agent-port'),
  diagnosis('port.testall', 'Answer of /testall', 'urgent', 'See the log of the node for why requests are not answered.', async ({ started, db, external }) => {
    if (!started || (!db && !external)) return undefined
    const status = await new Promise<number | string>((resolve) => {
      const asking = get({ host: '127.0.0.1', port: started.https_port, path: '/testall', rejectUnauthorized: false, timeout: 5_000, headers: { host: 'localhost' } }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      asking.on('timeout', () => asking.destroy(new Error('no answer within 5 s')))
      asking.on('error', (error) => resolve(error.message))
    })
    return judged(status === 200, status === 200 ? '/testall answers OK.' : `/testall does not answer 200 (${status}).`)
  }),
  diagnosis('network.nodes', 'Way to the other nodes', 'high', 'Check cables and firewalls to the node named; take it off the list when it is gone for good.', inDatabase(async (db) => {
    const others = (await nodesOf(db)).filter(({ age }) => age < 60)
    const lost = (await Promise.all(others.map(async (node) => ((await reachable({ host: node.address, port: node.https_port })) === undefined ? [] : [node.hostname])))).flat()
    return judged(lost.length === 0, lost.length === 0 ? `${others.length} nodes that live can be reached.` : `Not reached: ${lost.join(', ')}.`)
  })),
  diagnosis('network.mail', 'Mail server', 'normal', 'Check host, port, security and credentials in the settings mail.*.', async ({ settings }) => {
    const smtp = settings && mailSettings(settings).smtp
    if (!smtp) return undefined
    await probeSmtp(smtp)
    return well(`The mail server ${smtp.host}:${smtp.port} lets us in.`)
  }),
  diagnosis('certificate.present', 'Certificate', 'urgent', 'Start the appliance once; it makes a certificate unless you put server.pem and server.key into the tls folder.', (patient) =>
    patient.started ? judged(ownCertificate(patient) !== undefined, ownCertificate(patient) ? `The certificate stands in ${ownCertificate(patient)!.file}.` : 'There is no certificate in the tls folder.') : undefined),
  diagnosis('certificate.valid', 'Validity of the certificate', 'high', 'Put a new server.pem and server.key into the tls folder, or restart for a new one of our own.', whenCertified(({ cert }, patient) => {
    const until = new X509Certificate(cert).validToDate
    return judged(days(until, patient) > 14, `The certificate is valid until ${until.toISOString().slice(0, 10)}, ${days(until, patient)} days.`)
  })),
  diagnosis('certificate.fits', 'Certificate and key', 'high', 'Bring a certificate with its own key, the whole chain, and all names of the appliance.', whenCertified(({ cert, key }, { started, clock }) => {
    const hosts = started ? hostsFor(started.base_domain, [rootTenant, manageLabel, firstTenant]) : []
    const faults = checkCertificate({ cert, key, hosts, now: clock.now() })
    return faults.length === 0 ? well('Certificate, key, chain and names fit together.') : unwell(faults.join(' '))
  })),
  diagnosis('certificate.strength', 'Strength of the certificate', 'high', 'Use a key of RSA 2048 or more, or P-256.', whenCertified(({ cert }) => {
    const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = new X509Certificate(cert).publicKey
    return judged(kind !== 'rsa' || (details?.modulusLength ?? 0) >= 2048, `The key is ${kind}${details?.modulusLength ? ` of ${details.modulusLength} bits` : details?.namedCurve ? ` on ${details.namedCurve}` : ''}.`)
  })),
  diagnosis('certificate.authority', 'Private authority', 'normal', 'Move tls/ca.pem and tls/ca.key away in a maintenance window; the next start makes new ones, which clients have to trust anew.', (patient) => {
    const file = join(patient.dataDir, 'tls', 'ca.pem')
    if (!existsSync(file)) return undefined
    const until = new X509Certificate(readFileSync(file)).validToDate
    return judged(days(until, patient) > 90, `The private authority is valid until ${until.toISOString().slice(0, 10)}.`)
  }),
]
