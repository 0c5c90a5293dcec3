// What needs somebody, as groups of one cause: a campaign, a step, and why it stopped there.
import type { Schemas } from '../api/client';

export interface Group {
  campaign: string;
  step: string;
  why: string;
  count: number;
  oldest: string;
  example: string;
}

interface Stopped {
  campaign: string;
  step?: string;
  why: string;
  at: string;
  instance: string;
}

/** The largest group first. */
export function groupsOf(stopped: Stopped[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of stopped) {
    const step = one.step ?? '';
    const key = JSON.stringify([one.campaign, step, one.why]);
    const group = groups.get(key);
    if (!group) {
      groups.set(key, { campaign: one.campaign, step, why: one.why, count: 1, oldest: one.at, example: one.instance });
    } else {
      group.count += 1;
      if (one.at < group.oldest) Object.assign(group, { oldest: one.at, example: one.instance });
    }
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || a.oldest.localeCompare(b.oldest));
}

export function heldGroups(instances: Schemas['instance_summary'][]): Group[] {
  return groupsOf(
    instances.map((one) => ({ campaign: one.campaign, step: one.step, why: one.why ?? '', at: one.updated_at, instance: one.id })),
  );
}

export function unknownGroups(sends: Schemas['send'][]): Group[] {
  return groupsOf(
    sends.map((one) => ({
      campaign: one.campaign,
      step: one.step,
      why: [one.channel, one.code].filter(Boolean).join(': '),
      at: one.at,
      instance: one.instance,
    })),
  );
}
