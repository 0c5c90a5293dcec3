import { expect, test } from 'vitest';
import { KnownAnswers } from './known';

const answer = (body: string) => ({ etag: `"${body}"`, body, type: 'application/json' });

test('an answer is kept with its ETag until there are too many that were used later', () => {
  const known = new KnownAnswers();
  known.put('/a', answer('a'));
  for (let i = 0; i < 59; ++i) known.put(`/${i}`, answer(String(i)));
  expect(known.get('/a')?.etag).toBe('"a"');
  known.put('/more', answer('more'));
  expect(known.get('/0')).toBeUndefined();
  expect(known.get('/a')?.body).toBe('a');
});

test('what is large is not kept, nor what was there before it', () => {
  const known = new KnownAnswers();
  known.put('/a', answer('a'));
  known.put('/a', answer('a'.repeat(200_001)));
  expect(known.get('/a')).toBeUndefined();
});
