// What a job is about and how it stands, for the list and its page.
import type { Schemas } from '../api/client';
import type { Tone } from '../parts/Badge.svelte';
import { w } from '../shell/locale.svelte';

export function jobTone(state: string): Tone {
  if (state === 'done') return 'good';
  if (state === 'paused') return 'warn';
  return state === 'cancelled' ? 'plain' : 'info';
}

export function filterText(job: Schemas['job']): string {
  const statuses = w().statuses as Record<string, string>;
  return Object.entries(job.filter)
    .map(([name, value]) => (name === 'status' ? (statuses[String(value)] ?? String(value)) : String(value)))
    .join(' · ');
}
