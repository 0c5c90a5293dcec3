// Variables as previews show them: what steps store is known only when somebody walks.
import type { Definition } from '../campaign/definition';
import { variablesOf } from './edit';

const code = 'ABC-123';
const days = 14;
const day_ms = 86_400_000;

export function samplesOf(definition: Definition, now = Date.now()): { vars: Record<string, unknown> } {
  const by: Record<string, () => unknown> = {
    voucher: () => ({ code, pool: 'sample', issued_at: new Date(now).toISOString(), expires_at: new Date(now + days * day_ms).toISOString() }),
    points: () => ({ booked: true, amount: 10, balance: 100 }),
    tier: () => ({ from: 'silver', to: 'gold', changed: true }),
    count_gate: () => ({ number: 1 }),
  };
  return { vars: Object.fromEntries(variablesOf(definition).map(({ name, type }) => [name, by[type]?.() ?? {}])) };
}
