import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rewriteHosts } from './hosts-file.ts'

const file = '127.0.0.1\tlocalhost\n# a0-1 was 10.0.0.9 once\n10.0.0.11   a0-1 a0-1.example  # first\n10.0.0.12 a0-2\n10.0.0.50 mail\n'

describe('re-ip', () => {
  it('changes the lines of the hosts named and no other', () => {
    const { text, hosts } = rewriteHosts(file, [{ host: 'a0-1', ip: '10.0.0.21' }, { host: 'a0-2', ip: '10.0.0.12' }])
    assert.equal(text, file.replace('10.0.0.11 ', '10.0.0.21 '))
    assert.deepEqual(hosts.map(({ host, was, state }) => [host, was, state]), [['a0-1', ['10.0.0.11'], 'changed'], ['a0-2', ['10.0.0.12'], 'unchanged']])
  })

  it('adds a host that has no line, before the end of the file', () => {
    assert.equal(rewriteHosts(file, [{ host: 'a0-3', ip: 'fd00::3' }]).text, `${file}fd00::3\ta0-3\n`)
    assert.equal(rewriteHosts('127.0.0.1 localhost', [{ host: 'a0-3', ip: '10.0.0.3' }]).text, '127.0.0.1 localhost\n10.0.0.3\ta0-3\n')
  })

  it('takes a part of a name for no host', () => {
    assert.equal(rewriteHosts('10.0.0.1 a0-1.example\n', [{ host: 'a0-1', ip: '10.9.9.9' }]).text, '10.0.0.1 a0-1.example\n10.9.9.9\ta0-1\n')
  })
})
