// The builder's part of the dictionary, which is loaded with the builder.
import { LazyWords } from '../shell/lazy_words.svelte';
import type { BuilderWords } from '../words/vi/builder';

export const builder_words = new LazyWords<BuilderWords>({
  vi: async () => (await import('../words/vi/builder')).builder,
  en: async () => (await import('../words/en/builder')).builder,
});

/** Its dictionary; the page shows nothing before it is there. */
export const b = (): BuilderWords => builder_words.words!;
