/**
 * An operation: anything the Management API or the configuration area can do. Declared once as data in a `*.contract.ts`;
 * the act stands in `*.handlers.ts` and the compiler marries the two. API, OpenAPI document, CLI verb, audit event and test sweep
 * are derived from the declaration.
 */
import { Type, type Static, type TSchema } from './schema.ts'
import type { ProblemKind } from './problem.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** How a list is paged. `offset`: page, per_page, include_totals. `checkpoint`: from, take. `both`: whichever the caller sends. */
export type Paging = {
  style: 'offset' | 'checkpoint' | 'both'
  /** The member that carries the items when totals are asked for: `{start, limit, length, total, <plural>: [...]}`. */
  plural: string
  /** Largest per_page or take. */
  max: number
  /** per_page when not given. */
  default: number
  /** Items by plain array unless include_totals; some newer lists are always wrapped. */
  wrapped?: boolean
}

/** `routine` carries a standing sign-off; `disruptive`: users may notice; `destructive`: data may be lost. */
export const risks = ['routine', 'disruptive', 'destructive'] as const
export type Risk = (typeof risks)[number]

export type OperationDeclaration = {
  http: `${Method} /${string}`
  summary: string
  /** The caller's token must carry one of these; an empty list means any valid token. */
  scope: string | readonly string[]
  query?: TSchema
  body?: TSchema
  returns?: TSchema
  /** Defaults: POST 201, DELETE 204, otherwise 200. */
  status?: number
  paging?: Paging
  /** Whether the caller may ask for `fields` / `include_fields`. */
  fields?: boolean
  throws?: readonly ProblemKind[]
  /** Log event code to write on success instead of the plain `sapi`. */
  event?: string
  /** Only on the root tenant authority. */
  rootOnly?: boolean
  /** Operations of the configuration area: the row of the responsibility matrix, or 'none' with a reason. */
  row?: string | { none: string }
  risk?: Risk
  /** Configuration area: `any`: also people who belong to no party. Only where no row of the matrix has a say; the act asks what else it must. */
  people?: 'any'
}

export type ResourceDeclaration = {
  name: string
  about: string
  operations: Record<string, OperationDeclaration>
}

/** Identity function: keeps literal types so that handlers can be checked against them. */
export function resource<const R extends ResourceDeclaration>(declaration: R): R {
  return declaration
}

type ParamsOf<Path extends string> = Path extends `${string}/:${infer Name}/${infer Rest}`
  ? { [K in Name]: string } & ParamsOf<`/${Rest}`>
  : Path extends `${string}/:${infer Name}`
    ? { [K in Name]: string }
    : unknown

type StaticOr<S, Fallback> = S extends TSchema ? Static<S> : Fallback

/** What the caller asked of a list, already checked against `Paging`. */
export type PageRequest = {
  /** Rows to skip and to return. */
  offset: number
  limit: number
  /** Set when the caller uses checkpoint paging: opaque mark of the last item seen, '' for the first page. */
  from?: string
  includeTotals: boolean
}

/** What a list handler returns; the surface shapes it as the caller asked. */
export type Page<T> = { items: T[]; total: number; next?: string | undefined }

/** Of rows that each carry the total, as `count(*) OVER ()` gives it; what callers see does not. */
export const pageOf = <T extends { total: number }>(rows: readonly T[]): Page<Omit<T, 'total'>> => ({ items: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 })

export type Input<O extends OperationDeclaration> = {
  params: ParamsOf<O['http']>
  query: StaticOr<O['query'], Record<string, never>>
  body: StaticOr<O['body'], undefined>
  page: O['paging'] extends Paging ? PageRequest : undefined
}

export type Output<O extends OperationDeclaration> = O['paging'] extends Paging
  ? Page<StaticOr<O['returns'], never>>
  : StaticOr<O['returns'], void>

export type Handlers<R extends ResourceDeclaration, Context> = {
  [Name in keyof R['operations']]: (
    input: Input<R['operations'][Name]>,
    context: Context,
  ) => Promise<Output<R['operations'][Name]>>
}

/** One operation as the surfaces see it. */
export type Operation<Context> = OperationDeclaration & {
  /** `clients.rotateSecret`: operationId, CLI verb, audit event, test name. */
  id: string
  resource: string
  method: Method
  path: string
  successStatus: number
  scopes: readonly string[]
  run: (input: never, context: Context) => Promise<unknown>
}

export type Implemented<Context> = { name: string; about: string; operations: Operation<Context>[] }

/** Marries a contract with its handlers. A missing handler or a wrong return shape does not compile. */
export function implement<Context, const R extends ResourceDeclaration>(
  contract: R,
  handlers: Handlers<R, Context>,
): Implemented<Context> {
  const operations = Object.entries(contract.operations).map(([name, declared]): Operation<Context> => {
    const [method, path] = declared.http.split(' ') as [Method, string]
    return {
      ...declared,
      id: `${contract.name}.${name}`,
      resource: contract.name,
      method,
      path,
      successStatus: declared.status ?? (method === 'POST' ? 201 : method === 'DELETE' ? 204 : 200),
      scopes: typeof declared.scope === 'string' ? [declared.scope] : declared.scope,
      run: (handlers as Record<string, Operation<Context>['run']>)[name]!,
    }
  })
  return { name: contract.name, about: contract.about, operations }
}

/** The wire idiom of most lists: `page`, `per_page`, `include_totals`, and `fields` where asked for. */
export function listing<S extends TSchema>(item: S, plural: string, options: Partial<Paging> = {}) {
  const paging: Paging = { style: 'offset', plural, max: 100, default: 50, ...options }
  return { returns: item, paging, fields: true } as const satisfies Partial<OperationDeclaration> as {
    returns: S
    paging: Paging
    fields: true
  }
}

/** Every operation's result when it has nothing to say. */
export const Nothing = Type.Void()
