/** Finds out, before anything is made, whether the ports can be had; picks free ones where 0 was asked. */
import { createServer } from 'node:net'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

export async function claimPorts(wanted: { httpsPort: number; httpPort: number; agentPort: number; certificatePort: number | undefined }) {
  const probes = await Promise.allSettled([
    probe(wanted.httpsPort, '--https-port', 'BAILIWICK_HTTPS_PORT'),
    probe(wanted.httpPort, '--http-port', 'BAILIWICK_HTTP_PORT'),
    probe(wanted.agentPort, '--agent-port', 'BAILIWICK_AGENT_PORT'),
    ...(wanted.certificatePort === undefined ? [] : [probe(wanted.certificatePort, '--certificate-port', 'BAILIWICK_CERTIFICATE_PORT')]),
  ])
  // All are held open until every one is known, so that three zeros give three different ports.
  await Promise.all(probes.map((result) => (result.status === 'fulfilled' ? result.value.release() : undefined)))
  for (const result of probes) if (result.status === 'rejected') throw result.reason
  const [https, http, agent, certificates] = probes.map((result) => (result as PromiseFulfilledResult<{ port: number }>).value.port)
  return { httpsPort: https!, httpPort: http!, agentPort: agent!, certificatePort: certificates }
}

function probe(port: number, option: string, variable: string): Promise<{ port: number; release: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => reject(failure(port, option, variable, error)))
    server.listen({ port, exclusive: true }, () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : port,
        release: () => new Promise((released) => server.close(() => released())),
      })
    })
  })
}

function failure(port: number, option: string, variable: string, error: NodeJS.ErrnoException): StartFailure {
  if (error.code === 'EADDRINUSE') {
    return new StartFailure(exitCodes.portInUse, `Port ${port} is in use by another program; stop that one, or choose another with ${option} or ${variable} (0 picks a free one).`, error)
  }
  if (error.code === 'EACCES') {
    return new StartFailure(exitCodes.noPermission, `Port ${port} may only be opened by root here; choose one from 1024 with ${option} or ${variable}, or give node the capability CAP_NET_BIND_SERVICE.`, error)
  }
  return new StartFailure(exitCodes.unavailable, `Port ${port} cannot be opened (${error.message}); choose another with ${option} or ${variable}.`, error)
}
