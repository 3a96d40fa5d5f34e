/** What a successful request writes: its code, if it asked for one, and its event. Owns no table: the statements are of `codes` and of the logs. */
import { gathering, type Database, type Part } from '#platform/postgres/index.ts'
import { eventsFrom, type EventRow } from '#resources/logs/index.ts'
import { codeJson, codesFrom, type NewCode } from '../codes/index.ts'

type Answer = { code: NewCode | undefined; event: EventRow | undefined }

const json = (answers: readonly Answer[]): [codes: string, events: string] => [
  JSON.stringify(answers.flatMap(({ code }) => (code ? [codeJson(code)] : []))),
  JSON.stringify(answers.flatMap(({ event }) => event ?? [])),
]

const insertion = `WITH codes AS (${codesFrom('$1')}) ${eventsFrom('$2')}`

const writeGathered = gathering<Answer, undefined>(2, async (db, answers) => {
  await db.execute(insertion, json(answers))
  return answers.map(() => undefined)
})

/** Answers given at the same time share one statement and one commit. */
export const writeAnswer = (db: Database, answer: Answer): Promise<undefined> => writeGathered(db, answer)

const begun: Part['text'] = `
  codes AS (${codesFrom('$1', { sessionId: 'session.id', from: ', session' })}),
  events AS (${eventsFrom('$2', { body: `jsonb_set(e.body, '{details,session_id}', to_jsonb(session.id))`, from: ', session' })})`

/** The same as pieces of the statement that begins the session, whose id only that one knows. */
export const answersBegun = (code: NewCode | undefined, event: EventRow | undefined): Part[] => [{ text: begun, params: json([{ code, event }]) }]
