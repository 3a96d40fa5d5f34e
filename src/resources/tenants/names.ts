/**
 * Which names a tenant may have. The name becomes a label of a host name, so it obeys DNS (RFC 1123 section 2.1) and stays clear of names
 * that mean something to people or machines. Two products' names are protected from look-alikes: ours, and the one whose API we
 * speak, because a tenant called `auth` or `authy` invites people to trust it for the wrong reason.
 */
import { editDistance } from '#kernel/edit-distance.ts'
import { Problem } from '#kernel/problem.ts'

const protectedNames = ['bailiwick', 'auth0']

/** Names that every appliance needs for itself, and names that the outside world reads a meaning into. */
const reserved = new Set(
  ('manage config webtask localhost login admin app blog ftp mail pop pop3 imap smtp stage stats status dev logs www docs sdk ci docker ' +
    'styleguide ask it cdn api releases release spf feedback help support int auth edge').split(' '),
)

/** @throws Problem 400 with one sentence saying which rule is broken. Existing tenants are not asked again. */
export function checkTenantName(name: string): void {
  const broken = rules.find(([holds]) => !holds(name))
  if (broken) throw new Problem(400, 'invalid_body', `Payload validation error: '${broken[1](name)}' on property name.`)
}

const rules: [holds: (name: string) => boolean, sentence: (name: string) => string][] = [
  [(name) => name.length >= 3, () => 'A tenant name has at least 3 characters'],
  [(name) => name.length <= 63, () => 'A tenant name has at most 63 characters'],
  [(name) => !name.includes('_'), () => 'A tenant name is part of a host name and cannot contain an underscore'],
  [(name) => /^[a-z0-9-]+$/.test(name), () => 'A tenant name consists of lower-case letters, digits and hyphens'],
  [(name) => /^[a-z0-9].*[a-z0-9]$/.test(name), () => 'A tenant name neither begins nor ends with a hyphen'],
  // RFC 5890 section 2.3.1: reserved for internationalized names, which look like anything.
  [(name) => name.slice(2, 4) !== '--', () => 'A tenant name has no two hyphens in its third and fourth place'],
  [(name) => !reserved.has(name), (name) => `The tenant name ${name} is reserved`],
  ...protectedNames.map((product): [(name: string) => boolean, (name: string) => string] => [
    (name) => editDistance(name, product) > 2,
    (name) => `The tenant name ${name} is too much like ${product}`,
  ]),
]
