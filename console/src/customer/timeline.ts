// What happened with a customer, a line each, in the reader's words.
import type { Schemas } from '../api/client';
import { channelName } from '../campaign/describe';
import type { Tone } from '../parts/Badge.svelte';
import type { IconName } from '../parts/icons';
import { money, number } from '../shell/format';
import { w } from '../shell/locale.svelte';
import { link } from '../shell/paths';

export type Item = Schemas['timeline_item'];
export type ItemKind = Item['kind'];
export const itemKinds: ItemKind[] = ['event', 'order', 'send', 'instance', 'change', 'points', 'consent'];

export interface Told {
  title: string;
  detail: string;
  icon: IconName;
  tone: Tone;
  href?: string;
}

type What = Record<string, unknown>;
const text = (value: unknown) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
const known = (words: object, name: string) => (words as Record<string, string>)[name] ?? name;

/** The farthest thing that was heard of a message. */
const receipts = ['clicked', 'replied', 'read', 'delivered', 'failed'] as const;

function order(what: What): Told {
  const data = (what['data'] as What | undefined) ?? {};
  const amount = data['amount'] ?? data['total'];
  const status = text(data['status']);
  return {
    title: w().happened.order(text(what['id'])),
    detail: [known(w().happened.orderStates, status), amount === undefined ? '' : money(text(amount), text(data['currency']) || 'VND')].filter(Boolean).join(' · '),
    icon: 'money',
    tone: status === 'paid' || status === 'delivered' ? 'good' : status === 'cancelled' || status === 'refunded' ? 'bad' : 'plain',
  };
}

function send(what: What): Told {
  const outcome = text(what['outcome']);
  const code = text(what['code']);
  const heard = receipts.find((one) => what[`${one}_at`] !== undefined);
  return {
    title: w().happened.send(text(what['message']), channelName(text(what['channel']))),
    detail: [known(w().outcomes, outcome), code && known(w().codes, code), heard && w().sends.kinds[heard], text(what['campaign'])].filter(Boolean).join(' · '),
    icon: 'send',
    tone: heard === 'failed' ? 'bad' : outcome === 'accepted' ? 'good' : outcome === 'unknown' || outcome === 'skipped' ? 'warn' : outcome === 'rejected' ? 'bad' : 'plain',
    href: text(what['instance']) ? link(['instances', text(what['instance'])]) : undefined,
  };
}

function changed(what: What): string {
  const changes = what['changes'];
  if (Array.isArray(changes))
    return changes
      .map((one: What) => `${text(one['field'] ?? one['pointer'])}: ${say(one['before'])} → ${say(one['after'])}`)
      .join(' · ');
  return Object.entries((changes as What | undefined) ?? {})
    .map(([field, to]) => `${field}: ${typeof to === 'object' && to !== null && 'after' in to ? `${say((to as What)['before'])} → ${say((to as What)['after'])}` : say(to)}`)
    .join(' · ');
}

const say = (value: unknown) => (value === undefined || value === null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));

const tellers: Record<ItemKind, (what: What) => Told> = {
  order,
  send,
  event: (what) => ({
    title: known(w().happened.events, text(what['type'])) || w().happened.kinds.event,
    detail: Object.entries((what['data'] as What | undefined) ?? {})
      .slice(0, 4)
      .map(([name, value]) => `${name}: ${say(value)}`)
      .join(' · '),
    icon: 'trigger',
    tone: 'info',
  }),
  instance: (what) => ({
    title: w().happened.instance(text(what['campaign'])),
    detail: [known(w().statuses, text(what['status'])), text(what['reason'])].filter(Boolean).join(' · '),
    icon: 'campaign',
    tone: text(what['status']) === 'held' ? 'bad' : text(what['status']) === 'converted' ? 'good' : 'plain',
    href: link(['instances', text(what['id'])]),
  }),
  change: (what) => ({ title: w().happened.change, detail: changed(what), icon: 'update', tone: 'plain' }),
  points: (what) => {
    const amount = Number(what['amount'] ?? 0);
    return {
      title: w().happened.points(`${amount > 0 ? '+' : ''}${number(amount)}`),
      detail: [text(what['book']), text(what['reference']), text(what['campaign'])].filter(Boolean).join(' · '),
      icon: 'points',
      tone: amount < 0 ? 'warn' : 'good',
    };
  },
  consent: (what) => ({
    title: text(what['state']) === 'given' ? w().happened.consentGiven : w().happened.consentWithdrawn,
    detail: [
      what['channel'] ? channelName(text(what['channel'])) : w().consents.everyChannel,
      what['purpose'] ? known(w().purposes, text(what['purpose'])) : w().consents.everyPurpose,
      text(what['source']),
    ]
      .filter(Boolean)
      .join(' · '),
    icon: 'check',
    tone: text(what['state']) === 'given' ? 'good' : 'warn',
  }),
};

export function tell(item: Item): Told {
  return tellers[item.kind](item.what as What);
}
