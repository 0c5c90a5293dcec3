// The console in Vietnamese. It is the dictionary that the other languages must match.
import { access } from './access';
import { campaigns } from './campaigns';
import { codes } from './codes';
import { desk } from './desk';
import { growth } from './growth';
import { instances } from './instances';
import { people } from './people';
import { shell } from './shell';
import { system } from './system';
import { tools } from './tools';

export const words = { ...shell, ...campaigns, ...instances, ...growth, ...desk, ...people, ...system, ...access, ...codes, ...tools };
export type Words = typeof words;
