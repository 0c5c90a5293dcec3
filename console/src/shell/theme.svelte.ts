// Light, dark, or as the system has it. The choice is remembered on this device.

export type ThemeChoice = 'system' | 'light' | 'dark';

const key = 'sojourn.theme';

class Theme {
  choice = $state<ThemeChoice>(read());
  #systemIsDark = $state(matchMedia('(prefers-color-scheme: dark)').matches);

  constructor() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (change) => {
      this.#systemIsDark = change.matches;
    });
  }

  /** What is on the screen now. */
  get shown(): 'light' | 'dark' {
    if (this.choice === 'system') return this.#systemIsDark ? 'dark' : 'light';
    return this.choice;
  }

  choose(choice: ThemeChoice) {
    this.choice = choice;
    localStorage.setItem(key, choice);
    this.apply();
  }

  apply() {
    if (this.choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.choice;
  }
}

function read(): ThemeChoice {
  const stored = localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export const theme = new Theme();
