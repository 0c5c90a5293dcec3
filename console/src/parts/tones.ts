// Which colour a state has. The word beside it says the same.
import type { Schemas } from '../api/client';
import type { Tone } from './Badge.svelte';

type CampaignState = Schemas['campaign_state']['state'];
type InstanceStatus = Schemas['instance_summary']['status'];

export function campaignTone(state: CampaignState): Tone {
  return ({ draft: 'info', active: 'good', paused: 'warn', ended: 'plain', archived: 'plain' } as const)[state];
}

export function instanceTone(status: InstanceStatus): Tone {
  const tones: Record<InstanceStatus, Tone> = {
    running: 'info',
    waiting: 'info',
    paused: 'warn',
    held: 'bad',
    completed: 'plain',
    converted: 'good',
    cancelled: 'plain',
    failed: 'bad',
  };
  return tones[status];
}

export function outcomeTone(outcome: string): Tone {
  if (outcome === 'accepted') return 'good';
  if (outcome === 'unknown' || outcome === 'transient' || outcome === 'skipped') return 'warn';
  return outcome === 'rejected' || outcome === 'unreachable' ? 'bad' : 'plain';
}
