/** The body of a request to the engine's own endpoints, form or JSON, read the same way everywhere. Knows no endpoint. */
export { readParameters, type Parameters } from './parameters.ts'
