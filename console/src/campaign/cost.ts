// What a campaign has spent, in words: tokens, and money by account.
import { money, number } from '../shell/format';
import { w } from '../shell/locale.svelte';

interface Credit {
  amount?: string | number;
  currency?: string;
}

/** "480 token · zalo 60.000 ₫". */
export function sayCost(cost: Record<string, unknown>): string {
  const tokens = Number(cost['tokens'] ?? 0);
  const credits = Object.entries((cost['credits'] as Record<string, unknown> | undefined) ?? {});
  const parts = credits.map(([account, spent]) => {
    if (typeof spent !== 'object' || spent === null) return `${account} ${number(Number(spent))}`;
    const { amount, currency } = spent as Credit;
    return amount === undefined ? account : `${account} ${currency ? money(amount, currency) : number(Number(amount))}`;
  });
  return [tokens > 0 ? w().estimate.tokens(number(tokens)) : '', ...parts].filter(Boolean).join(' · ') || '–';
}
