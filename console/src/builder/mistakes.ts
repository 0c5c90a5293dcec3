// What the daemon says of a mistake, in the reader's words. It says it in English and without a code, so the
// commonest are known by how they begin; the others are shown as they are.
import { describeStep } from '../campaign/describe';
import type { Definition } from '../campaign/definition';
import { b } from './words.svelte';

type Said = keyof ReturnType<typeof b>['said'];

const known: [pattern: RegExp, said: Said][] = [
  [/^there is no step "([^"]*)"/, 'noStep'],
  [/^there is no message "([^"]*)"/, 'noMessage'],
  [/^there is no channel "([^"]*)"/, 'noChannel'],
  [/^there is no segment "([^"]*)"/, 'noSegment'],
  [/^there is no zone "([^"]*)"/, 'noZone'],
  [/^no way leads to the step "([^"]*)"/, 'noWay'],
  [/^"([^"]*)" is not an ISO 8601 duration/, 'noDuration'],
  [/^"([^"]*)" is missing/, 'missing'],
  [/^nothing reads "([^"]*)"/, 'unread'],
  [/^"([^"]*)" reads nothing/, 'readsNothing'],
  [/^"?(\{\{[^}]*\}\})"? shows nothing/, 'showsNothing'],
  [/^expected .*, not (?:""|null|an empty (?:object|list))$/, 'empty'],
];

export interface SaidMistake {
  text: string;
  isEnglish: boolean;
}

export function sayMistake(message: string, definition: Definition, nameOf: (member: string) => string): SaidMistake {
  for (const [pattern, said] of known) {
    const found = pattern.exec(message);
    if (!found) continue;
    const fact = found[1] ?? '';
    const shown = said === 'missing' || said === 'unread' ? nameOf(fact) : said === 'noWay' ? describeStep(fact, definition.steps?.[fact]).title : fact;
    return { text: b().said[said](shown), isEnglish: false };
  }
  return { text: message, isEnglish: true };
}
