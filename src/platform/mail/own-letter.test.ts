import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownLetter, templateFault } from './own-letter.ts'

const said = (body: string, values = {}) => ownLetter({ subject: 's', body }, values)

test('values are escaped in HTML and not in text; a subject and a sender stay one line', () => {
  const letter = ownLetter(
    { subject: 'Hello {{ user.name }}', body: '<html><head><style>p { x }</style></head><p>Hi {{ user.name }}</p><p><a class="b" href="{{ url }}">Go on</a></p></html>', from: '{{ user.name }} <a@b.example>' },
    { user: { name: '<b>Ann</b>\r\nBcc: x@y.example' }, url: 'https://a.example/?x=1&y=2' },
  )
  assert.equal(letter.subject, 'Hello <b>Ann</b> Bcc: x@y.example')
  assert.match(letter.html, /<p>Hi &lt;b&gt;Ann&lt;\/b&gt;/)
  assert.match(letter.text, /^Hi <b>Ann<\/b>\n\s*Bcc: x@y\.example\n+Go on \(https:\/\/a\.example\/\?x=1&y=2\)$/)
  assert.deepEqual(letter.from, { address: 'a@b.example', name: '<b>Ann</b> Bcc: x@y.example' })
  assert.equal('from' in ownLetter({ subject: 's', body: 'b', from: 'nobody' }, {}), false)
})

test('a template reaches no file, no other template, nothing inherited', () => {
  for (const body of ["{% include '/etc/passwd' %}", "{% render 'letter.liquid' %}", "{% layout 'package.json' %}"]) assert.throws(() => said(body), /ENOENT|not found|Failed to lookup/i, body)
  assert.equal(said('[{{ x.constructor }}{{ x.__proto__ }}{{ constructor }}]', { x: {} }).html, '[]')
})

test('a template that never ends is ended', () => {
  const began = performance.now()
  assert.throws(() => said('{% for a in (1..100000) %}{% for b in (1..100000) %}{{ a | append: b }}{% endfor %}{% endfor %}'), /limit/)
  assert.throws(() => said("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a }}"), /limit/)
  for (const each of ['<', '<a href="', '<style>', '&', ' ', '\f', '<a href="x">', '</p']) said(each.repeat(100_000 / each.length))
  assert.ok(performance.now() - began < 5000, `${performance.now() - began} ms`)
})

test('what cannot be read is said in one sentence', () => {
  assert.equal(templateFault('{{ user.name }}'), undefined)
  assert.match(templateFault('{% if x %}') ?? '', /not closed/)
  assert.match(templateFault('{% nonsense %}') ?? '', /nonsense/)
})
