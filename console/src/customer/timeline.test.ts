import { locale } from '../shell/locale.svelte';
import { words } from '../words/en';
import { itemKinds, tell, type Item } from './timeline';
import { beforeAll, expect, test } from 'vitest';

beforeAll(() => {
  locale.words = words;
  locale.language = 'en';
});

const item = (kind: Item['kind'], what: object): Item => ({ at: '2026-03-01T02:00:00Z', kind, what: what as never });

test('a message says the farthest that was heard of it, and leads to its instance', () => {
  const told = tell(item('send', { message: 'welcome', channel: 'email', outcome: 'accepted', campaign: 'w', instance: 'ins_1', delivered_at: 'x', read_at: 'x' }));
  expect(told).toMatchObject({ title: 'Message welcome by E-mail', detail: 'Accepted · Read · w', tone: 'good', href: '/console/instances/ins_1' });
});

test('an order says what became of it and what it cost', () => {
  expect(tell(item('order', { id: 'o-1', data: { status: 'paid', amount: 350000, currency: 'VND' } }))).toMatchObject({ title: 'Order o-1', tone: 'good' });
});

test('points that were taken back are told as such', () => {
  expect(tell(item('points', { amount: -20, book: 'orders' }))).toMatchObject({ title: '-20 points', tone: 'warn' });
});

test('a change says which fields were what before', () => {
  expect(tell(item('change', { changes: [{ field: 'tier', before: 'silver', after: 'gold' }] })).detail).toBe('tier: silver → gold');
});

test('whatever the daemon tells has a title, also where nothing is known of it', () => {
  for (const kind of itemKinds) expect(tell(item(kind, {})).title).not.toBe('');
});
