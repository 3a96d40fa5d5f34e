/**
 * The query language of users and logs (a part of Lucene's) and its translation into one parameterised SQL condition:
 * text → tokens → tree → condition. Bounded in length, depth and number of conditions.
 * Does not know any noun: what a field name stands for is told by the noun's store.
 */
export { SearchError } from './search-error.ts'
export type { SearchFields, Target } from './search.fields.ts'
export { parseSearch, type ParseOptions, type Query } from './search.parser.ts'
export { searchCondition } from './search.sql.ts'
