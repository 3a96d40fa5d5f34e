/** The console as an API: the same acts as its pages, for the provider's own systems. Owns nothing. */
export { consoleResource, type ConsoleApiContext } from './console.handlers.ts'
export { reportEndpoint } from './report.endpoint.ts'
