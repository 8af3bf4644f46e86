import type { Case } from '../case.ts';
import { diskCases } from './disk.ts';
import { folderCases } from './folders.ts';
import { endingCases } from './endings.ts';
import { killCases } from './kills.ts';
import { networkCases } from './network.ts';
import { signalCases } from './signals.ts';
import { togetherCases } from './together.ts';
import { toolCases } from './tools.ts';
import { userCases } from './users.ts';

export type { Case };

export const cases: readonly Case[] = [
  ...folderCases,
  ...userCases,
  ...toolCases,
  ...networkCases,
  ...diskCases,
  ...signalCases,
  ...killCases,
  ...endingCases,
  ...togetherCases,
];
