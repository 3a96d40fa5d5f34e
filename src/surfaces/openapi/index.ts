/**
 * Prints declarations: as an OpenAPI 3.1 document, and as a table of one line per operation for reviewers.
 * Schemas are not translated, because what validates a request is JSON Schema already.
 * Has no state; does not know where the declarations come from nor who serves them.
 */
export { applianceDocument, consoleDocument, openApiDocument } from './document.ts'
export { published, type Published } from './published.ts'
