/** Operations on the look of the pages and on the way through them. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Bag, Closed, Nullable, OneOf, Type } from '#kernel/schema.ts'
import { isUrl } from '#resources/clients/index.ts'

export const OnlyNewExperience = problem(400, 'operation_not_supported', 'This server has the new login experience only.')
export const NotYet = (field: string) => problem(400, 'operation_not_supported', `This server does not support ${field} yet.`)

const { Optional } = Type
const isHttps = (text: string): boolean => isUrl(text) && new URL(text).protocol === 'https:'
const Colour = Type.Refine(Type.String({ format: 'html-color', maxLength: 9 }), (text) => /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(text), () => 'html-color')
const HttpsUrl = Type.Refine(Type.String({ format: 'strict-https-uri', maxLength: 2048 }), isHttps, () => 'strict-https-uri')
const background = Type.Union([Colour, Bag({ description: 'a gradient: type, start, end, angle_deg' })])

export const Branding = Type.Object({
  colors: Optional(Type.Object({ primary: Optional(Colour), page_background: Optional(background) })),
  favicon_url: Optional(HttpsUrl),
  logo_url: Optional(HttpsUrl),
  font: Optional(Type.Object({ url: Optional(HttpsUrl) })),
})

export const Prompts = Type.Object({
  universal_login_experience: OneOf(['new', 'classic']),
  identifier_first: Type.Boolean(),
  webauthn_platform_first_factor: Type.Boolean(),
})

export const brandingContract = resource({
  name: 'branding',
  about: 'How the login pages look.',
  operations: {
    get: { http: 'GET /branding', summary: 'Show the branding', scope: 'read:branding', returns: Branding },
    update: {
      http: 'PATCH /branding',
      summary: 'Change the branding',
      scope: 'update:branding',
      body: Closed({
        colors: Optional(Nullable(Closed({ primary: Optional(Nullable(Colour)), page_background: Optional(Nullable(background)) }, { minProperties: 1 }))),
        favicon_url: Optional(Nullable(HttpsUrl)),
        logo_url: Optional(Nullable(HttpsUrl)),
        font: Optional(Nullable(Closed({ url: Optional(Nullable(HttpsUrl)) }, { minProperties: 1 }))),
      }, { minProperties: 1 }),
      returns: Branding,
    },
  },
})

export const promptsContract = resource({
  name: 'prompts',
  about: 'Which way a login goes.',
  operations: {
    get: { http: 'GET /prompts', summary: 'Show the settings of the login', scope: 'read:prompts', returns: Prompts },
    update: {
      http: 'PATCH /prompts',
      summary: 'Change the settings of the login',
      scope: 'update:prompts',
      body: Closed({
        universal_login_experience: Optional(OneOf(['new', 'classic'])),
        identifier_first: Optional(Nullable(Type.Boolean())),
        webauthn_platform_first_factor: Optional(Nullable(Type.Boolean())),
      }, { minProperties: 1 }),
      returns: Prompts,
      throws: [OnlyNewExperience],
    },
  },
})
