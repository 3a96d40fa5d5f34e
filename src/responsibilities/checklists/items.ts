/** What is asked before and after an installation. `each`: of every node. `by`: who answers where nothing is measured. */
import type { Party } from '#kernel/mandate.ts'

export type ChecklistKind = 'pre-installation' | 'post-installation'
export type ChecklistItem = { id: string; title: string; each?: 'node'; by: Party; measurable?: true; optional?: true; remedy: string }

export const checklistTitles: Record<ChecklistKind, string> = {
  'pre-installation': 'Before the installation: is the infrastructure ready?',
  'post-installation': 'After the installation: may configuration begin?',
}

const s: Party = 'subscriber'

export const checklistItems: Record<ChecklistKind, readonly ChecklistItem[]> = {
  'pre-installation': [
    { id: 'host', title: 'Where the machines run, and that the template was brought in', by: s, remedy: 'Name the host (cloud or data centre) and import the template of the machine.' },
    { id: 'memory', title: 'Memory of the node', each: 'node', by: s, measurable: true, remedy: 'Give the machine the memory that the requirements ask for.' },
    { id: 'processors', title: 'Processors of the node', each: 'node', by: s, measurable: true, remedy: 'Give the machine the processors that the requirements ask for.' },
    { id: 'drives', title: 'Drives of the node', each: 'node', by: s, measurable: true, remedy: 'Add the drives that the requirements ask for.' },
    { id: 'static-address', title: 'Static address of the node', each: 'node', by: s, remedy: 'Give the machine an address that does not change.' },
    { id: 'network-card', title: 'Exactly one network card in the node', each: 'node', by: s, measurable: true, remedy: 'Remove the network cards beyond the first.' },
    { id: 'subnet', title: 'A subnet of its own, apart from the other environment', by: s, remedy: 'Put development and production on networks that do not see one another.' },
    { id: 'load-balancer', title: 'Load balancer in front of several nodes', by: s, optional: true, remedy: 'Set up the load balancer; a single node needs none.' },
    { id: 'ports', title: 'Ports between the nodes and from outside', by: s, measurable: true, remedy: 'Open the ports that the requirements list.' },
    { id: 'outbound-hosts', title: 'Hosts that must be reached from every node', by: s, measurable: true, remedy: 'Let the nodes reach the hosts that the requirements list.' },
    { id: 'dns-names', title: 'DNS names of both environments', by: s, measurable: true, remedy: 'Add the records for every host name.' },
    { id: 'certificates', title: 'Certificates that cover every host name', by: s, measurable: true, remedy: 'Get a certificate, with its chain and key, for every host name.' },
    { id: 'smtp', title: 'Mail server: host, port, user, password', by: s, measurable: true, remedy: 'Say which mail server to use, and let the nodes reach it.' },
    { id: 'clock', title: 'Time servers', by: s, measurable: true, remedy: 'Name the time servers and turn off clock synchronisation from host to guest.' },
    { id: 'remote-access', title: 'How the provider gets in: its jump host, two jump hosts, or VPN', by: s, remedy: 'Choose one way and prepare it; it stays closed until a window is opened.' },
    { id: 'administrators', title: 'Who the first administrators are', by: s, remedy: 'Name them with their e-mail addresses.' },
    { id: 'backup-disk', title: 'A drive for backups', by: s, measurable: true, remedy: 'Add a drive with twice the space of the data.' },
  ],
  'post-installation': [
    { id: 'boots', title: 'The node boots', each: 'node', by: s, measurable: true, remedy: 'Look at the console of the machine.' },
    { id: 'address-set', title: 'The address was set on the console', each: 'node', by: s, remedy: 'Set address, mask and gateway on the console.' },
    { id: 'nodes-reach', title: 'The nodes reach one another', by: s, measurable: true, remedy: 'Open the ports between the nodes.' },
    { id: 'load-balancer', title: 'The load balancer reaches every node', by: s, optional: true, remedy: 'Check its health checks.' },
    { id: 'dns-names', title: 'Every host name resolves from every node', by: s, measurable: true, remedy: 'Check the records and the resolvers of the nodes.' },
    { id: 'outbound-hosts', title: 'Outbound hosts answer', by: s, measurable: true, remedy: 'Check the firewall.' },
    { id: 'remote-access', title: 'The provider\'s way in works', by: s, remedy: 'Try it once together.' },
  ],
}
