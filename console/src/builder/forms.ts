// Types of steps and triggers that have several forms, and what becomes of one when another is chosen.
import type { StepDefinition } from '../campaign/definition';
import { isObject } from './paths';

export interface Form {
  name: string;
  isNow: boolean;
  become: () => StepDefinition;
}

const without = (step: StepDefinition, names: readonly string[]) =>
  Object.fromEntries(Object.entries(step).filter(([name]) => !names.includes(name))) as StepDefinition;

const nextOf = (one: unknown) => (isObject(one) ? one['next'] : one) ?? 'end';

function branchForms(step: StepDefinition): Form[] {
  const cases = step['cases'];
  const isByValue = 'on' in step || isObject(cases);
  const on = step['on'] ?? { var: 'customer.tier' };
  const titled = (from: unknown) => (isObject(from) && from['title'] !== undefined ? { title: from['title'] } : {});
  return [
    {
      name: 'conditions',
      isNow: !isByValue,
      become: () => ({
        ...without(step, ['on']),
        cases: Object.entries(isObject(cases) ? cases : {}).map(([value, one]) => ({ when: { '==': [on, value] }, ...titled(one), next: nextOf(one) })),
      }),
    },
    {
      name: 'value',
      isNow: isByValue,
      become: () => {
        const { type, title, cases: _cases, ...rest } = step;
        const listed = Array.isArray(cases) ? (cases as Record<string, unknown>[]) : [];
        const by = Object.fromEntries(listed.map((one, index) => [valueIn(one['when']) ?? String(index + 1), one['title'] === undefined ? nextOf(one) : { next: nextOf(one), title: one['title'] }]));
        return { type, ...(title === undefined ? {} : { title }), on: fieldIn(listed[0]?.['when']) ?? on, cases: by, ...rest };
      },
    },
  ];
}

/** What a condition compares, where it is `field == value`. */
function valueIn(rule: unknown): string | null {
  const pair = isObject(rule) && Array.isArray(rule['==']) ? (rule['=='] as unknown[]) : [];
  return typeof pair[1] === 'string' && pair[1] !== '' ? pair[1] : null;
}
function fieldIn(rule: unknown): unknown {
  const pair = isObject(rule) && Array.isArray(rule['==']) ? (rule['=='] as unknown[]) : [];
  return isObject(pair[0]) ? pair[0] : null;
}

const has = (step: StepDefinition, name: string) => name in step;

/** None for a type with one form. */
export function stepsForms(of: 'step' | 'trigger', step: StepDefinition): Form[] {
  if (of === 'step' && step.type === 'branch') return branchForms(step);
  if (of === 'step' && step.type === 'points')
    return [
      { name: 'give', isNow: !has(step, 'reverse'), become: () => ({ amount: 10, reference: { var: 'instance.id' }, ...without(step, ['reverse']) }) },
      { name: 'reverse', isNow: has(step, 'reverse'), become: () => ({ ...without(step, ['amount', 'reference', 'on_insufficient']), reverse: step['reference'] ?? { var: 'trigger.id' } }) },
    ];
  if (of === 'step' && step.type === 'tier')
    return [
      { name: 'one', isNow: !has(step, 'tiers'), become: () => ({ to: '', ...without(step, ['tiers', 'otherwise', 'keep_higher']) }) },
      { name: 'many', isNow: has(step, 'tiers'), become: () => ({ ...without(step, ['to']), tiers: [{ value: step['to'] ?? '', when: { '>=': [{ var: 'traits.points' }, 1000] } }] }) },
    ];
  const isSchedule = of === 'trigger' && step.type === 'schedule';
  if (isSchedule)
    return [
      { name: 'rule', isNow: !has(step, 'at'), become: () => ({ rule: 'FREQ=DAILY', start: String((step['at'] as unknown[] | undefined)?.[0] ?? '2026-01-01T09:00').slice(0, 16), ...without(step, ['at']) }) },
      { name: 'dates', isNow: has(step, 'at'), become: () => ({ ...without(step, ['rule', 'start', 'missing_day']), at: [step['start'] ?? '2026-01-01T09:00'] }) },
    ];
  return [];
}
