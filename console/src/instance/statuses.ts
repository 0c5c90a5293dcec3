// The statuses of instances, in the order in which people look for them.
import type { Schemas } from '../api/client';

export type InstanceStatus = Schemas['instance_summary']['status'];

export const statuses: InstanceStatus[] = ['waiting', 'running', 'paused', 'held', 'converted', 'completed', 'cancelled', 'failed'];

export function statusOf(text: string): InstanceStatus | undefined {
  return statuses.find((one) => one === text);
}

export const ended: readonly InstanceStatus[] = ['completed', 'converted', 'cancelled', 'failed'];
