// The console in English. What the Vietnamese dictionary has and this one lacks does not compile.
import type { Words } from '../vi';
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

export const words: Words = { ...shell, ...campaigns, ...instances, ...growth, ...desk, ...people, ...system, ...access, ...codes, ...tools };
