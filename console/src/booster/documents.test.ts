import { cardDocument, conditionOf, idOf, isFinal, isLate, textOf, type Card } from './documents';
import { expect, test } from 'vitest';

const card = (over: Partial<Card>): Card =>
  ({ id: 'day-in-cart', status: 'draft', active: false, at: '2026-09-09T10:00:00+07:00', card: {}, ...over }) as Card;

test('an event gets an id of its title that the API takes', () => {
  expect(idOf('9.9')).toBe('9-9');
  expect(idOf('Siêu sale 10.10 – Đại tiệc!')).toBe('sieu-sale-10-10-dai-tiec');
});

test('a group is asked for with its parameters, and only of those who had to do with the shop', () => {
  expect(conditionOf({ id: 'a', segment: 'unpaid', parameters: { days: 2 } })).toEqual({
    and: [{ in_segment: ['unpaid', { days: 2 }] }, { in_segment: 'interacted' }],
  });
  expect(conditionOf({ id: 'b', segment: 'new' })).toEqual({ and: [{ in_segment: 'new' }, { in_segment: 'interacted' }] });
});

test('a card is late once its time has passed and it was not sent', () => {
  const before = Date.parse('2026-09-09T09:00:00+07:00');
  const after = Date.parse('2026-09-09T11:00:00+07:00');
  expect(isLate(card({}), before)).toBe(false);
  expect(isLate(card({}), after)).toBe(true);
  expect(isLate(card({ status: 'on', active: true }), after)).toBe(false);
  expect(isLate(card({ status: 'sent' }), after)).toBe(false);
  expect(isLate(card({ status: 'stopped' }), before)).toBe(true);
});

test('a card that has begun to be sent is final', () => {
  expect(isFinal(card({}))).toBe(false);
  expect(isFinal(card({ run: { id: 'run_1' } as Card['run'] }))).toBe(true);
});

test('a card is shown in the language of the reader, or in its own', () => {
  const of = cardDocument(card({ card: { message: { fallback: 'vi', languages: { vi: { text: 'Chào' } } } } as never }));
  expect(textOf(of, 'en').text).toBe('Chào');
});
