// What new campaigns and new steps begin with.
import { freshId, freshStepId } from './edit';
import { put } from './paths';
import type { Definition, StepDefinition } from '../campaign/definition';

export const kinds = ['changed_data', 'new_data', 'new_or_changed_data', 'event', 'webhook', 'periodic', 'manual', 'bulk'] as const;
export type Kind = (typeof kinds)[number];

/** The types of steps by what somebody wants to do. */
export const palette = [
  { verb: 'send', types: ['send', 'show', 'task'] },
  { verb: 'wait', types: ['delay', 'wait'] },
  { verb: 'branch', types: ['branch', 'split', 'count_gate'] },
  { verb: 'give', types: ['voucher', 'points'] },
  { verb: 'write', types: ['update', 'tag', 'tier'] },
  { verb: 'call', types: ['http', 'start'] },
  { verb: 'end', types: ['end', 'pause_campaign'] },
] as const;

const day = (now: Date) => now.toISOString().slice(0, 10);

export function triggerOf(type: string, now: Date): StepDefinition {
  switch (type) {
    case 'record_changed':
    case 'record_created':
    case 'record_created_or_changed':
      return { type, record: 'customer', fields: ['tier'] };
    case 'event':
      return { type, event: 'order.paid' };
    case 'webhook':
      return { type, hook: '' };
    case 'schedule':
      return { type, rule: 'FREQ=DAILY', start: `${day(now)}T09:00` };
    case 'broadcast':
      return { type, to: 'both' };
    default:
      return { type: 'manual' };
  }
}

const trigger_types: Record<Kind, string> = {
  changed_data: 'record_changed',
  new_data: 'record_created',
  new_or_changed_data: 'record_created_or_changed',
  event: 'event',
  webhook: 'webhook',
  periodic: 'schedule',
  manual: 'manual',
  bulk: 'broadcast',
};

/** A campaign with a trigger and nothing else: whoever starts is at its end. */
export function newCampaign(kind: Kind, zone: string, now: Date): Definition {
  return {
    id: '',
    name: '',
    timezone: zone,
    trigger: triggerOf(trigger_types[kind], now),
    start: 'end',
    steps: {},
    messages: {},
  };
}

/** Ways that are not given lead to where the step is put. */
const beginnings: Record<string, () => StepDefinition> = {
  send: () => ({ type: 'send', message: '', via: ['email'], next: '' }),
  show: () => ({ type: 'show', kind: 'banner', slot: 'home-top', content: { title: '', link: '' }, for: 'P7D', next: '' }),
  task: () => ({ type: 'task', text: '', next: '' }),
  delay: () => ({ type: 'delay', for: 'P1D', next: '' }),
  wait: () => ({ type: 'wait', events: [{ event: 'order.paid', next: '' }], timeout: 'P3D', on_timeout: '' }),
  branch: () => ({ type: 'branch', cases: [{ when: { '==': [{ var: 'customer.tier' }, ''] }, next: '' }], otherwise: '' }),
  split: () => ({ type: 'split', shares: [{ name: 'a', share: 50, next: '' }, { name: 'b', share: 50, next: '' }] }),
  count_gate: () => ({ type: 'count_gate', cases: [{ up_to: 100, next: '' }], otherwise: '' }),
  voucher: () => ({ type: 'voucher', pool: '', as: 'offer', on_exhausted: '', next: '' }),
  points: () => ({ type: 'points', amount: 10, reference: { var: 'instance.id' }, next: '' }),
  update: () => ({ type: 'update', set: { note: '' }, next: '' }),
  tag: () => ({ type: 'tag', add: [''], next: '' }),
  tier: () => ({ type: 'tier', to: '', next: '' }),
  http: () => ({ type: 'http', method: 'POST', url: 'https://', headers: {}, body: {}, next: '' }),
  start: () => ({ type: 'start', campaign: '', next: '' }),
  end: () => ({ type: 'end' }),
  pause_campaign: () => ({ type: 'pause_campaign' }),
};

export const step_types = Object.keys(beginnings);

/** A new step and the definition that it needs: a step that sends brings a message of its own. */
export function newStep(definition: Definition, type: string): { definition: Definition; id: string; step: StepDefinition } {
  const id = freshStepId(definition, type.replace('_', '-'));
  const step = beginnings[type]?.() ?? { type };
  if (type !== 'send') return { definition, id, step };
  const message = freshId((name) => name in (definition.messages ?? {}), 'message');
  return { definition: put(definition, ['messages', message], newMessage()), id, step: { ...step, message } };
}

export function newMessage() {
  return { purpose: 'promotional', fallback: 'vi', languages: { vi: { subject: '', text: '' } } };
}

/** "Nâng hạng thành viên" is "nang-hang-thanh-vien". */
export function idFrom(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
}
