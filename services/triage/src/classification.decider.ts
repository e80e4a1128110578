import {
  ticket,
  untilClosed,
  type Grade,
  type PriorityMatrix,
  type Ticket,
  type TicketClassified,
  type TicketEvent,
  type TicketKind,
  type TicketRefusal,
  type TriageTicketEvent,
} from '@relais/contracts';
import { extend, type Command, type Decider } from '@relais/kernel';
import { priorityOf } from '@relais/rules';

export type ClassifyTicket = Command<
  'ClassifyTicket',
  {
    readonly kind: TicketKind;
    readonly category: string;
    readonly impact: Grade;
    readonly urgency: Grade;
  }
>;
export type ClassificationRefusal = TicketRefusal;
export type ClassificationRules = { readonly matrix: PriorityMatrix };

type Classified = { readonly classification: TicketClassified['data'] | null };

const fields = ['kind', 'category', 'impact', 'urgency', 'priority'] as const;

export const classification: Decider<
  ClassifyTicket,
  Ticket & Classified,
  TicketEvent,
  TriageTicketEvent,
  ClassificationRefusal,
  ClassificationRules
> = {
  fold: extend(ticket, {
    initial: { classification: null } as Classified,
    evolve: { TicketClassified: (_, data) => ({ classification: data }) },
  }),

  decide: {
    ClassifyTicket: untilClosed(
      ({ classification: before }, { kind, category, impact, urgency }, { rules }) => {
        const priority = priorityOf(rules.matrix, impact, urgency);
        const data = { kind, category, impact, urgency, priority };
        return fields.every((field) => before?.[field] === data[field])
          ? []
          : [{ type: 'TicketClassified', data }];
      },
    ),
  },
};
