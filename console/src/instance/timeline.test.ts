import { locale } from '../shell/locale.svelte';
import { words } from '../words/en';
import { linesOf, withFolds, type Entry } from './timeline';
import { beforeAll, expect, test } from 'vitest';

beforeAll(() => {
  locale.words = words;
  locale.language = 'en';
});

const definition = {
  timezone: 'Asia/Ho_Chi_Minh',
  steps: {
    tell: { type: 'send', message: 'tier-upgraded', via: ['zns'] },
    rest: { type: 'delay', for: 'P25D', next: 'used?' },
    'used?': { type: 'branch', cases: [], otherwise: 'end', title: { vi: 'Đã dùng chưa?', en: 'Used yet?' } },
  },
};

const entry = (number: number, at: string, type: string, payload: object): Entry => ({ number, at, type, format: 1, payload: payload as never });

test('a delay is told by its own words and by when it ends, in the zone of the campaign', () => {
  const [line] = linesOf([entry(1, '2026-03-01T02:00:00Z', 'delayed', { step: 'rest', until: '2026-03-26T02:00:00Z' })], definition);
  expect(line).toMatchObject({ title: 'Wait 25 days', detail: 'until 26/03/2026, 09:00', isTurningPoint: true });
});

test('a step with a title of its own is told by that title', () => {
  const [line] = linesOf([entry(1, '2026-03-26T02:00:00Z', 'transition_taken', { step: 'used?', transition: 'otherwise', to: 'end' })], definition);
  expect(line).toMatchObject({ title: 'Used yet?', detail: 'otherwise → End' });
});

test('a send that was not made says why, and which channels were passed over', () => {
  const [line] = linesOf(
    [entry(1, '2026-03-01T02:00:00Z', 'effect_settled', { step: 'tell', visit: 1, attempt: 1, outcome: 'skipped', code: 'no_consent', passed_over: [{ channel: 'zns', why: 'suppressed' }] })],
    definition,
  );
  expect(line).toMatchObject({
    title: 'Send tier-upgraded: Not sent',
    detail: 'the customer has not consented · ZNS: the address takes nothing more',
    tone: 'warn',
  });
});

test('an entry of a type that this console does not know is shown with its name', () => {
  expect(linesOf([entry(1, '2026-03-01T02:00:00Z', 'invented', {})], definition)[0]).toMatchObject({ title: 'invented', isTurningPoint: false });
});

test('25 days without anything are one fold, and what follows at once is none', () => {
  const lines = linesOf(
    [
      entry(1, '2026-03-01T02:00:00Z', 'started', {}),
      entry(2, '2026-03-01T02:00:01Z', 'delayed', { step: 'rest' }),
      entry(3, '2026-03-26T02:00:01Z', 'timer_due', {}),
    ],
    definition,
  );
  expect(withFolds(lines).map((one) => (one.kind === 'fold' ? [one.from, one.to] : one.number))).toEqual([
    1,
    2,
    ['2026-03-01T02:00:01Z', '2026-03-26T02:00:01Z'],
    3,
  ]);
});
