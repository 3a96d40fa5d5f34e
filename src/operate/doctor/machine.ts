/** Memory, processors, limits and kernel settings of the machine. */
import { readFile } from 'node:fs/promises'
import { arch, availableParallelism, hostname, loadavg, networkInterfaces, platform } from 'node:os'
import { lookup } from 'node:dns/promises'
import { existsSync } from 'node:fs'
import { memory } from '#platform/machine/index.ts'
import { diagnosis, judged, unwell, well, type Diagnosis } from './diagnosis.ts'

const text = (path: string): Promise<string | undefined> => readFile(path, 'utf8').then((content) => content.trim(), () => undefined)
const number = async (path: string): Promise<number | undefined> => {
  const read = await text(path)
  return read === undefined || !/^\d/.test(read) ? undefined : Number.parseInt(read, 10)
}
const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

/** Soft limit of this process; Infinity where there is none. */
async function limit(name: string): Promise<number | undefined> {
  const soft = new RegExp(`^${name} +(\\S+)`, 'm').exec((await text('/proc/self/limits')) ?? '')?.[1]
  return soft === undefined ? undefined : soft === 'unlimited' ? Infinity : Number(soft)
}

/** A kernel setting of Linux that should be at least, or at most, so much; nothing elsewhere. */
const kernel = (id: string, title: string, path: string, fits: (value: number) => boolean, wanted: string, remedy: string): Diagnosis =>
  diagnosis(`machine.${id}`, title, 'normal', remedy, async () => {
    const value = await number(path)
    return value === undefined ? undefined : judged(fits(value), `${path.replace('/proc/sys/', '').replaceAll('/', '.')} is ${value}; ${wanted}.`)
  })

export const machineDiagnoses: readonly Diagnosis[] = [
  diagnosis('machine.platform', 'Operating system', 'high', 'Use Linux, macOS or Windows on a 64-bit Intel, AMD or ARM processor.', () =>
    judged(['linux', 'darwin', 'win32'].includes(platform()) && ['x64', 'arm64'].includes(arch()), `This is ${platform()} on ${arch()}.`)),
  diagnosis('machine.runtime', 'Runtime', 'high', 'Start the appliance with its own executable, which brings the runtime it was tested with.', () =>
    judged(Number(process.versions.node.split('.')[0]) >= 24, `Node ${process.versions.node} runs this.`)),
  diagnosis('machine.memory', 'Memory', 'high', 'Give the machine at least 2 GiB of memory; 8 GiB and more for production.', async () => {
    const { total } = await memory()
    return judged(total >= 1.9 * 2 ** 30, `The machine has ${gib(total)} of memory.`)
  }),
  diagnosis('machine.memory-available', 'Available memory', 'high', 'Look which process uses it, stop what does not belong here, or give the machine more.', async () => {
    const { total, available } = await memory()
    return judged(available / total > 0.1, `${Math.round((100 * available) / total)} % of ${gib(total)} is available.`)
  }),
  diagnosis('machine.swap', 'Swap', 'normal', 'Give the machine more memory: what has been swapped out makes logins slow.', async () => {
    const info = (await text('/proc/meminfo')) ?? ''
    const kib = (name: string) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(info)?.[1] ?? 0)
    const [total, free] = [kib('SwapTotal'), kib('SwapFree')]
    return total === 0 ? undefined : judged(free / total > 0.5, `${Math.round((100 * (total - free)) / total)} % of the swap space is in use.`)
  }),
  diagnosis('machine.out-of-memory', 'Processes killed for memory', 'high', 'See `dmesg` for which process was killed; give the machine more memory or fewer web workers.', async () => {
    const killed = /^oom_kill (\d+)$/m.exec((await text('/proc/vmstat')) ?? '')?.[1]
    return killed === undefined ? undefined : judged(killed === '0', killed === '0' ? 'The kernel has killed no process for want of memory since it started.' : `The kernel has killed ${killed} processes for want of memory since it started.`)
  }),
  diagnosis('machine.processors', 'Processors', 'normal', 'Give the machine at least two processors: one hashes passwords while the other answers.', () =>
    judged(availableParallelism() >= 2, `${availableParallelism()} processors may be used.`)),
  diagnosis('machine.load', 'Load', 'normal', 'Look which process is busy; add processors or nodes when it is the web workers under real load.', () => {
    const [, five = 0] = loadavg()
    return platform() === 'win32' ? undefined : judged(five / availableParallelism() < 2, `In the last five minutes ${five.toFixed(1)} processes waited for ${availableParallelism()} processors.`)
  }),
  diagnosis('machine.open-files', 'Limit of open files', 'high', 'Raise it to 65536: LimitNOFILE in the systemd unit, or `ulimit -n` before the start.', async () => {
    const files = await limit('Max open files')
    return files === undefined ? undefined : judged(files >= 4096, `A process may open ${files} files.`)
  }),
  diagnosis('machine.process-limit', 'Limit of processes', 'high', 'Raise it to 4096: LimitNPROC or TasksMax in the systemd unit, or `ulimit -u` before the start.', async () => {
    const processes = await limit('Max processes')
    return processes === undefined ? undefined : judged(processes >= 512, `The user may have ${processes} processes.`)
  }),
  diagnosis('machine.address-space', 'Limit of memory', 'high', 'Lift it: LimitAS in the systemd unit, or `ulimit -v unlimited` before the start.', async () => {
    const bytes = await limit('Max address space')
    return bytes === undefined ? undefined : judged(bytes > 64 * 2 ** 30, bytes === Infinity ? 'The address space of processes is not limited.' : `Processes may map ${gib(bytes)}.`)
  }),
  diagnosis('machine.huge-pages', 'Transparent huge pages', 'normal', 'echo madvise > /sys/kernel/mm/transparent_hugepage/enabled, and the same at boot: "always" makes a database stutter.', async () => {
    const mode = /\[(\w+)\]/.exec((await text('/sys/kernel/mm/transparent_hugepage/enabled')) ?? '')?.[1]
    return mode === undefined ? undefined : judged(mode !== 'always', `Transparent huge pages are set to "${mode}".`)
  }),
  kernel('overcommit', 'Memory overcommit', '/proc/sys/vm/overcommit_memory', (value) => value !== 1, '1 promises memory without looking', 'sysctl -w vm.overcommit_memory=0, or 2 with enough swap; and the same in /etc/sysctl.d.'),
  kernel('swappiness', 'Swappiness', '/proc/sys/vm/swappiness', (value) => value <= 60, 'more than 60 swaps programs out in favour of caches', 'sysctl -w vm.swappiness=10, and the same in /etc/sysctl.d.'),
  kernel('backlog', 'Queue of connections', '/proc/sys/net/core/somaxconn', (value) => value >= 511, 'less than 511 drops connections in a rush', 'sysctl -w net.core.somaxconn=4096, and the same in /etc/sysctl.d.'),
  kernel('file-table', 'Open files of the machine', '/proc/sys/fs/file-max', (value) => value >= 100_000, 'less than 100000 is little for a server', 'sysctl -w fs.file-max=1000000, and the same in /etc/sysctl.d.'),
  kernel('ip-reuse', 'Local ports', '/proc/sys/net/ipv4/ip_local_port_range', (value) => value <= 40_000, 'beginning above 40000 leaves few for outgoing connections', 'sysctl -w net.ipv4.ip_local_port_range="32768 60999", and the same in /etc/sysctl.d.'),
  diagnosis('machine.host-name', 'Name of the machine', 'normal', 'Put the machine\'s own name into /etc/hosts or DNS.', async () => {
    const found = await lookup(hostname()).catch(() => undefined)
    return found ? well(`${hostname()} is ${found.address}.`) : unwell(`The machine is called ${hostname()}, but this name resolves to nothing here.`)
  }),
  diagnosis('machine.interfaces', 'Network interfaces', 'high', 'Give the machine a network interface with a static address.', () => {
    const outward = Object.entries(networkInterfaces()).filter(([, addresses]) => addresses?.some(({ internal }) => !internal)).map(([name]) => name)
    return judged(outward.length > 0, outward.length > 0 ? `Interfaces with an address: ${outward.join(', ')}.` : 'No interface but the loopback has an address.')
  }),
  diagnosis('machine.reboot', 'Waiting restart', 'normal', 'Restart the machine in a maintenance window; in a cluster one node after the other.', () =>
    platform() === 'linux' ? judged(!existsSync('/var/run/reboot-required'), existsSync('/var/run/reboot-required') ? 'An update of the system waits for a restart of the machine.' : 'No update waits for a restart of the machine.') : undefined),
]
