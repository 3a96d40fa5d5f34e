/**
 * What the operating system says of the machine: memory, processors, volumes, network, processes. Linux's own files where they exist,
 * the portable calls of Node elsewhere. Reads only; knows no limits and no opinions.
 */
export { cpuWatch, type CpuWatch } from './cpu.ts'
export { memory, type Memory } from './memory.ts'
export { volumes, type Volume } from './volumes.ts'
export { diskTraffic, familyUse, networkTraffic, ownAddress, processUse, swap, type ProcessUse } from './counters.ts'
export { reachable } from './reach.ts'
