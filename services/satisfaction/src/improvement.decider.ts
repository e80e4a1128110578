import {
  improvement,
  type Improvement,
  type ImprovementDecided,
  type ImprovementEvent,
  type ImprovementProposed,
} from '@relais/contracts';
import { refuse, type Command, type Decider } from '@relais/kernel';

export type ProposeImprovement = Command<'ProposeImprovement', ImprovementProposed['data']>;
export type DecideImprovement = Command<'DecideImprovement', ImprovementDecided['data']>;
export type ImprovementCommand = ProposeImprovement | DecideImprovement;
export type ImprovementRefusal = 'improvement-unknown' | 'improvement-decided';

export const improving: Decider<
  ImprovementCommand,
  Improvement,
  ImprovementEvent,
  ImprovementEvent,
  ImprovementRefusal
> = {
  fold: improvement,

  decide: {
    ProposeImprovement: ({ title }, data) => (title ? [] : [{ type: 'ImprovementProposed', data }]),

    DecideImprovement: ({ title, decidedBy: by, decidedAt: at }, data) => {
      if (!title) return refuse('improvement-unknown');
      return by !== null && at !== null
        ? refuse('improvement-decided', { by, at })
        : [{ type: 'ImprovementDecided', data }];
    },
  },
};
