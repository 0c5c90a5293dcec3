import { describe, expect, test } from 'vitest';
import { Events, forgotten_after_ms, most_topics, mustReopen, patience, Wishes } from './changes';
import { gapOf, isTold, topicsOf } from './topics';

describe('what the tabs of a browser want', () => {
  test('is gathered, each topic once, and those of many things first', () => {
    const wishes = new Wishes();
    expect(wishes.hear({ kind: 'want', tab: 'a', topics: ['campaign:x', 'jobs'] }, 0)).toBe(true);
    wishes.hear({ kind: 'want', tab: 'b', topics: ['held', 'jobs'] }, 0);
    expect(wishes.topics(0)).toEqual(['held', 'jobs', 'campaign:x']);
  });

  test('goes with the tab, when it says so or says nothing any more', () => {
    const wishes = new Wishes();
    wishes.hear({ kind: 'want', tab: 'a', topics: ['jobs'] }, 0);
    wishes.hear({ kind: 'want', tab: 'b', topics: ['held'] }, 0);
    wishes.hear({ kind: 'bye', tab: 'b' }, 1);
    expect(wishes.topics(1)).toEqual(['jobs']);
    wishes.hear({ kind: 'want', tab: 'c', topics: ['held'] }, forgotten_after_ms);
    expect(wishes.topics(forgotten_after_ms + 1)).toEqual(['held']);
  });

  test('is no more than a stream takes', () => {
    const wishes = new Wishes();
    wishes.hear({ kind: 'want', tab: 'a', topics: [...Array(80).keys()].map((n) => `customer:${n}`).concat('jobs') }, 0);
    expect(wishes.topics(0)).toHaveLength(most_topics);
    expect(wishes.topics(0)[0]).toBe('jobs');
  });

  test('opens the stream anew only for what it does not tell', () => {
    expect(mustReopen(['held', 'jobs'], ['jobs'])).toBe(false);
    expect(mustReopen(['held', 'jobs'], ['jobs', 'campaign:x'])).toBe(true);
  });

  test('is tried again later and later, and at least twice a minute', () => {
    expect([0, 1, 2, 3].map(patience)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(patience(100)).toBe(30_000);
  });
});

describe('what the stream says', () => {
  test('is read in whatever pieces it arrives', () => {
    const events = new Events();
    const whole = 'event: open\ndata: {}\n\ndata: {"topic":"campaign:x"}\n\n:\n\nevent: end\ndata: {}\n\n';
    const told = [...whole].flatMap((letter) => events.read(letter));
    expect(told).toEqual([{ kind: 'open' }, { kind: 'hint', topic: 'campaign:x' }, { kind: 'end' }]);
  });

  test('is passed over where it is nothing that is known', () => {
    expect(new Events().read('event: later\ndata: 1\n\ndata: {\n\ndata: {"topic":7}\n\n:\n\n')).toEqual([]);
  });
});

describe('the topics of a query', () => {
  test.each([
    [['campaigns', 'list', {}], ['campaigns']],
    [['campaigns'], ['campaigns']],
    [['campaigns', 'spring', 'graph', 2], ['campaign:spring']],
    [['instances', 'ins_01', 'explain'], ['instance:ins_01']],
    [['instances', { campaign: 'spring', status: 'held' }], ['campaign:spring']],
    [['instances', 'groups'], ['held']],
    [['records', 'customer', 'one', '42'], ['customer:42']],
    [['sends', 'of', '42'], ['customer:42']],
    [['points', '42'], ['customer:42']],
    [['segments'], ['segments']],
    [['segments', 'regulars', 'size'], []],
    [['openapi'], []],
  ])('of %j are %j', (key, topics) => expect(topicsOf(key)).toEqual(topics));

  test('spare the asking only while all of them are told', () => {
    const watched = new Set(['campaigns', 'channels']);
    expect(isTold(['campaigns'], watched)).toBe(true);
    expect(isTold(['campaigns', 'spring'], watched)).toBe(false);
    expect(isTold(['openapi'], watched)).toBe(false);
    expect(isTold(['channels'], watched)).toBe(false); // its hours come without anybody telling
  });

  test('count what counts much less often', () => {
    expect(gapOf(['monitor', {}])).toBeGreaterThan(gapOf(['campaigns']));
  });
});
