// What an operator asks of one instance, each with what it means and why.
import { api, body } from '../api/client';
import type { Deed } from '../parts/Act.svelte';
import { w } from '../shell/locale.svelte';

const actions = ['retry', 'skip', 'pause', 'resume', 'cancel'] as const;
export type InstanceAction = (typeof actions)[number];

/** Whether it needs nothing but a reason. */
export function isAction(name: string): name is InstanceAction {
  return (actions as readonly string[]).includes(name);
}

export function deedOnInstance(id: string, action: InstanceAction): Deed {
  const say = w().deeds[action];
  return {
    title: say.title,
    means: say.means,
    confirm: say.title,
    isDangerous: action === 'cancel',
    run: (why) => body(api.POST(`/v1/instances/{id}/${action}`, { params: { path: { id } }, body: { why } })),
  };
}
