/**
 * The machine that a node runs on, as an operator asks it from afar: does it answer, what does a name resolve to there, can it reach a port, and
 * which addresses do the other nodes have. Owns no table; the hosts file is the system's, and only the lines of hosts that are named are touched.
 */
export { machine } from './machine.handlers.ts'
export { machineCommands } from './machine.commands.ts'
export { hostsFile, machineSettings } from './machine.settings.ts'
export { rewriteHosts } from './hosts-file.ts'
