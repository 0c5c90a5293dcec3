// The statuses of instances, in the order in which people look for them.
import type { Schemas } from '../api/client';

export type InstanceStatus = Schemas['instance_summary']['status'];

export const statuses: InstanceStatus[] = ['waiting', 'running', 'paused', 'held', 'converted', 'completed', 'cancelled', 'failed'];

/** What an instance may wait for, as filters take it. */
export const waits = ['timer', 'event', 'effect_result', 'operator_decision', 'campaign_resume', 'quiet_hours', 'rate_limit', 'receipt'] as const;
export type WaitingFor = (typeof waits)[number];

export function waitOf(text: string): WaitingFor | undefined {
  return waits.find((one) => one === text);
}

export function statusOf(text: string): InstanceStatus | undefined {
  return statuses.find((one) => one === text);
}

export const ended: readonly InstanceStatus[] = ['completed', 'converted', 'cancelled', 'failed'];
