import type { Command, CommandInput } from '#kernel/command.ts'
import { deskCommand, operation, table, word, type CommandTools } from '#kernel/desk-command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

type Looked = { host: string; addresses: { address: string; family: number }[] }
type Reached = { reachable: boolean; sentence: string }
type Peers = { file: string; hosts: { host: string; ip: string; was: string[]; state: string }[] }

/** `a0-1:10.0.0.21,a0-2:fd00::2`: the address begins after the first colon. */
function peers(input: CommandInput): { host: string; ip: string }[] {
  return word(input, 'hosts and addresses: re-ip "host:ip,host:ip"').split(',').map((pair) => {
    const at = pair.indexOf(':')
    if (at < 1) throw new StartFailure(exitCodes.usage, `"${pair}" is not of the form host:ip.`)
    return { host: pair.slice(0, at).trim(), ip: pair.slice(at + 1).trim() }
  })
}

/** What operators ask the machine of a node from afar; each answers as it is documented. */
export function machineCommands(tools: CommandTools): Command[] {
  const takes = { takesArguments: true } as const
  return [
    operation(tools, { name: 'ping', about: 'Ask whether the node answers.', examples: ['bailiwick -t a0-1 ping'] }, (desk) => desk.perform('machine.ping', {}), ({ message }: { message: string }) => `{"message": ${JSON.stringify(message)}}`),
    operation(tools, { name: 'nslookup', about: 'Resolve a name from the node.', examples: ['bailiwick -t a0-1 nslookup mail.example.com'], ...takes }, (desk, input) => desk.perform('machine.nslookup', { query: { host: word(input, 'host') } }), ({ host, addresses }: Looked) => table(addresses.map(({ address, family }) => [host, `IPv${family}`, address]))),
    deskCommand(tools, { name: 'test-port', about: 'Ask whether the node can reach a port of a host; exit code 1 when it cannot.', examples: ['bailiwick -t a0-1 test-port mail.example.com 587'], ...takes }, async (desk, input, print) => {
      const port = word(input, 'port', 1)
      if (!/^\d{1,5}$/.test(port)) throw new StartFailure(exitCodes.usage, `"${port}" is not a port; give a number from 1 to 65535.`)
      const answer = (await desk.perform('machine.testPort', { query: { host: word(input, 'host'), port: Number(port) } })) as Reached
      print(answer, answer.sentence)
      return answer.reachable ? exitCodes.ok : exitCodes.failed
    }),
    operation(tools, { name: 're-ip', about: 'Rewrite the addresses of peers in the node\'s hosts file; lines of other hosts stay. Run it against each node, with the whole list.', examples: ['bailiwick -t a0-1 re-ip "a0-1:10.0.0.21,a0-2:10.0.0.22,a0-3:10.0.0.23"'], ...takes }, (desk, input) => desk.perform('machine.reIp', { body: { hosts: peers(input) } }), ({ file, hosts }: Peers) =>
      [`${file}:`, table(hosts.map(({ host, ip, was, state }) => [host, ip, state === 'changed' ? `was ${was.join(', ')}` : state]))].join('\n')),
  ]
}
