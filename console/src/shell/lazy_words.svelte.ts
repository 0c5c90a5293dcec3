// A part of the dictionary that is loaded with the pages that say it, so that no other page carries it.
import { locale, type Language } from './locale.svelte';

export class LazyWords<T> {
  words = $state.raw<T | null>(null);

  constructor(private readonly loaders: Record<Language, () => Promise<T>>) {}

  /** The words of the language that is chosen; until they are there, those of the one before. */
  async load(language: Language = locale.language) {
    const loaded = await this.loaders[language]();
    if (language === locale.language) this.words = loaded;
  }
}
