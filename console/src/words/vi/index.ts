// The console in Vietnamese. It is the dictionary that the other languages must match.
import { access } from './access';
import { campaigns } from './campaigns';
import { codes } from './codes';
import { growth } from './growth';
import { instances } from './instances';
import { people } from './people';
import { shell } from './shell';
import { system } from './system';

export const words = { ...shell, ...campaigns, ...instances, ...growth, ...people, ...system, ...access, ...codes };
export type Words = typeof words;
