// Which topics of GET /v1/changes tell that the answer of a query is other than before.

type Key = readonly unknown[];

/** What many pages show: always watched, so that only pages of one thing open the stream anew. */
export const general = [
  'boosters', 'budget', 'campaigns', 'channels', 'clock', 'forms', 'held', 'jobs', 'messages', 'segments', 'settings',
  'suggestions', 'vouchers',
] as const;

/** What a topic needs beside `view`. */
export const needed = { access: 'administer', audit: 'operate', hooks: 'developer', imports: 'data' } as const;

/** Heads of keys whose second part is a customer's id. */
const ofCustomer = new Set(['traits', 'codes', 'consents', 'points', 'timeline']);

/** Heads of keys that one topic tells of, whatever follows. */
const whole: Record<string, string> = {
  audit: 'audit',
  boosters: 'boosters',
  budget: 'budget',
  channels: 'channels',
  clock: 'clock',
  eligibility: 'boosters',
  forms: 'forms',
  hooks: 'hooks',
  imports: 'imports',
  jobs: 'jobs',
  messages: 'messages',
  monitor: 'campaigns',
  'record-types': 'settings',
  restore: 'settings',
  retention: 'settings',
  roles: 'access',
  score: 'suggestions',
  secrets: 'settings',
  'send-rules': 'settings',
  series: 'campaigns',
  suggestions: 'suggestions',
  suppressions: 'channels',
  tokens: 'access',
  users: 'access',
  vouchers: 'vouchers',
};

const lists = new Set(['list', 'names']);
const text = (part: unknown): string => (typeof part === 'string' ? part : '');

/** Empty: nobody tells, so it is asked again every few seconds. */
export function topicsOf(key: Key): string[] {
  const [head, second, third, fourth] = key;
  const id = text(second);
  if (head === 'campaigns') return id && !lists.has(id) ? [`campaign:${id}`] : ['campaigns'];
  if (head === 'runs') return [`campaign:${id}`];
  if (head === 'sends') {
    if (id === 'of' || id === 'desk') return [`customer:${text(third)}`];
    return id ? [`campaign:${id}`] : [];
  }
  if (head === 'instances') return ofInstances(second, id);
  if (head === 'records') return id === 'customer' && third === 'one' ? [`customer:${text(fourth)}`] : [];
  // Sizes and members follow the records, which change too often to be told of each.
  if (head === 'segments') return third === undefined && id !== 'unsaved' ? ['segments'] : [];
  if (ofCustomer.has(text(head))) return [`customer:${id}`];
  const found = whole[text(head)];
  return found ? [found] : [];
}

function ofInstances(second: unknown, id: string): string[] {
  if (id === 'groups') return ['held'];
  if (id) return id.startsWith('ins_') ? [`instance:${id}`] : [];
  const campaign = text((second as { campaign?: unknown } | undefined)?.campaign);
  return [campaign ? `campaign:${campaign}` : 'campaigns'];
}

/** What the time alone changes is asked for every few seconds, although topics tell of the rest. */
const timed = new Set(['channels', 'clock']);

/** Whether all that can change is told, where these topics are. */
export function isTold(key: Key, watched: ReadonlySet<string>): boolean {
  const topics = topicsOf(key);
  return topics.length > 0 && !timed.has(text(key[0])) && topics.every((one) => watched.has(one));
}

/** How long an answer is left alone: what counts much is not counted every second. */
export function gapOf(key: Key): number {
  return key[0] === 'monitor' || key[0] === 'series' ? 5_000 : 1_000;
}
