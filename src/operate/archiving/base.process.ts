/** The errand that makes a base backup, away from whoever serves requests. */
import { performErrand } from '#platform/processes/index.ts'
import { makeBase, type BaseRequest, type MadeBase } from './base.ts'

performErrand<BaseRequest, MadeBase>((request) => makeBase(request))
