// Short words on what was done; a reader of the screen hears them too.

const shown_ms = 5_000;

class Toasts {
  all = $state<{ id: number; text: string }[]>([]);
  #next = 0;

  say(text: string) {
    const id = this.#next++;
    this.all.push({ id, text });
    setTimeout(() => (this.all = this.all.filter((one) => one.id !== id)), shown_ms);
  }
}

export const toasts = new Toasts();
