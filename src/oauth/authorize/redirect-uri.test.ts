import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isUnverifiable, matchesCallback } from './redirect-uri.ts'

const web = { native: false }
const native = { native: true }

test('addresses are compared as strings', () => {
  assert.ok(matchesCallback('https://a.example/cb?x=1', ['https://a.example/cb?x=1'], web))
  for (const uri of ['https://a.example/cb', 'https://a.example/cb?x=1&y', 'https://A.example/cb?x=1', 'https://a.example:443/cb?x=1', 'https://a.example/cb?x=1#']) {
    assert.ok(!matchesCallback(uri, ['https://a.example/cb?x=1'], web), uri)
  }
})

test('a star stands for (part of) one leftmost label, never for a dot, a slash or a user name', () => {
  const registered = ['https://*.a.example/cb', 'https://pr-*.preview.example:8443/cb']
  for (const uri of ['https://x.a.example/cb', 'https://pr-12.preview.example:8443/cb']) assert.ok(matchesCallback(uri, registered, web), uri)
  for (const uri of [
    'https://a.example/cb', 'https://.a.example/cb', 'https://x.y.a.example/cb', 'https://evil.example/.a.example/cb', 'https://evil@x.a.example/cb',
    'https://evil.example#.a.example/cb', 'https://evil.example?.a.example/cb', 'https://evil.example\\.a.example/cb', 'http://x.a.example/cb', 'https://x.a.example/cb2', 'https://pr-.preview.example:8443/cb',
  ]) assert.ok(!matchesCallback(uri, registered, web), uri)
  assert.ok(!matchesCallback('https://x.com/cb', ['https://*.com/cb'], web))
  assert.ok(!matchesCallback('https://a.example/x', ['https://a.example/*'], web))
})

test('a native application may use any port of its loopback address, nobody else may', () => {
  assert.ok(matchesCallback('http://127.0.0.1:49152/cb', ['http://127.0.0.1/cb'], native))
  assert.ok(matchesCallback('http://[::1]:9/cb', ['http://[::1]:1/cb'], native))
  assert.ok(!matchesCallback('http://127.0.0.1:49152/cb', ['http://127.0.0.1/cb'], web))
  assert.ok(!matchesCallback('http://localhost:49152/cb', ['http://localhost/cb'], native))
  assert.ok(!matchesCallback('http://127.0.0.1:1@evil.example/cb', ['http://127.0.0.1/cb'], native))
})

test('what a browser would run is never an address, even when registered', () => {
  for (const uri of ['javascript:alert(1)', 'data:text/html,x', 'https://a.example/\r\nx', 'https://a.example/a b', '/relative', 'https:']) {
    assert.ok(!matchesCallback(uri, [uri], native), uri)
  }
  assert.ok(matchesCallback('com.example.app://done', ['com.example.app://done'], native))
})

test('the person\'s own machine and private schemes cannot be verified', () => {
  for (const uri of ['http://localhost:3000/', 'https://app.localhost/', 'http://127.0.0.1/', 'http://127.9.9.9/', 'http://[::1]/', 'com.example:/x']) assert.ok(isUnverifiable(uri), uri)
  assert.ok(!isUnverifiable('https://localhost.example/'))
})
