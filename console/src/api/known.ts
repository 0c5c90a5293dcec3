// Answers that are kept with their ETag, so that one that is as it was is not sent again.

export interface Kept {
  etag: string;
  body: string;
  type: string;
}

const most_answers = 60;
const most_bytes = 200_000; // of one answer

export class KnownAnswers {
  #kept = new Map<string, Kept>(); // the one that was used last is at the end

  get(url: string): Kept | undefined {
    const found = this.#kept.get(url);
    if (found) this.#keep(url, found);
    return found;
  }

  put(url: string, answer: Kept) {
    if (answer.body.length > most_bytes) this.#kept.delete(url);
    else this.#keep(url, answer);
  }

  clear() {
    this.#kept.clear();
  }

  #keep(url: string, answer: Kept) {
    this.#kept.delete(url);
    this.#kept.set(url, answer);
    if (this.#kept.size > most_answers) this.#kept.delete(this.#kept.keys().next().value!);
  }
}
