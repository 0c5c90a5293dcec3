// What an operator does to a campaign, each with what it means and why it is done.
import { api, body, idempotencyKey } from '../api/client';
import type { Deed } from '../parts/Act.svelte';
import { w } from '../shell/locale.svelte';
import { session, type Permission } from '../shell/session.svelte';

export type CampaignAction = 'pause' | 'resume' | 'end' | 'archive' | 'run';

/** All of them. */
const needed: Record<CampaignAction, Permission[]> = {
  pause: ['operate'],
  resume: ['activate', 'send'],
  end: ['operate'],
  archive: ['operate'],
  run: ['send'],
};

const from_state: Record<CampaignAction, string[]> = {
  pause: ['active'],
  resume: ['paused'],
  end: ['active', 'paused'],
  archive: ['ended'],
  run: ['active'],
};

interface Subject {
  id: string;
  name: string;
  state: string;
  trigger?: string;
}

/** What may be done to it now, by whoever is logged in. */
export function actionsOn(campaign: Subject): CampaignAction[] {
  return (Object.keys(needed) as CampaignAction[]).filter(
    (action) =>
      needed[action].every((permission) => session.may(permission)) &&
      from_state[action].includes(campaign.state) &&
      (action !== 'run' || campaign.trigger === 'manual'),
  );
}

export function deedOn(campaign: Subject, action: CampaignAction): Deed {
  const say = w().campaigns.deeds[action];
  return {
    title: say.title,
    means: say.means(campaign.name),
    confirm: say.confirm,
    isDangerous: action === 'end',
    run: (why) => run(campaign.id, action, why),
  };
}

function run(id: string, action: CampaignAction, why: string): Promise<unknown> {
  const params = { path: { id } };
  if (action === 'run')
    return body(
      api.POST('/v1/campaigns/{id}/runs', {
        params: { ...params, header: { 'Idempotency-Key': idempotencyKey() } },
        body: { audience: 'now', why },
      }),
    );
  return body(api.POST(`/v1/campaigns/{id}/${action}`, { params, body: { why } }));
}
