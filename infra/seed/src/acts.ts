import { idOf, type Priority, type ReturnReason, type TicketEvent } from '@relais/contracts';
import { priorityOf, usualMatrix } from '@relais/rules';
import type { Caller, Trouble } from './cases.ts';
import { pick } from './draw.ts';
import type { Act } from './paths.ts';
import { clear, type Moment, type Stage, type Told } from './telling.ts';

/** A ticket that is being told: what it is about, and who has it. */
export type Scene = {
  readonly stage: Stage;
  readonly trouble: Trouble;
  readonly caller: Caller;
  /** Distinguishes all that is drawn for this ticket. */
  readonly seed: string;
  readonly first: string;
  readonly specialist: string;
  /** The published article about this trouble; null when nobody has written one. */
  readonly article: string | null;
};

/** Who does it, and what it is. */
type Done = readonly Omit<Moment<TicketEvent>, 'at'>[];

const did = (by: string, ...events: readonly Told<TicketEvent>[]): Done =>
  events.map((event) => ({ by, event }));

/** The requester's own word, noted by the account of an agent. */
const said = ({ first, stage, caller }: Scene, ...events: readonly Told<TicketEvent>[]): Done =>
  events.map((event) => ({ by: first, onBehalfOf: stage.idOf('person', caller.key), event }));

const reasons: readonly ReturnReason[] = ['solvable-at-level-1', 'dossier-incomplete', 'wrong-queue'];

const words = {
  fr: {
    advice: 'Relever la version et les étapes déjà faites, puis réessayer avec le demandeur.',
    note: 'Le demandeur préfère être rappelé le matin.',
    asked: 'Pouvez-vous essayer ce que nous avons vu et me dire ce que cela donne ?',
    angry: 'Troisième appel pour la même chose, le demandeur veut parler à un responsable.',
    contest: 'C’est revenu ce matin, exactement pareil.',
    confirm: 'Tout fonctionne, merci.',
    site: 'Se présenter à l’accueil, matériel de remplacement dans la camionnette.',
    report: 'Remplacé et essayé avec le demandeur.',
    symptoms: 'Reproduit deux fois sur un poste d’essai.',
  },
  en: {
    advice: 'Note the version and the steps that were tried, then try again with the requester.',
    note: 'The requester would rather be called in the morning.',
    asked: 'Could you try what we went through and tell me what it gives?',
    angry: 'Third call about the same thing, the requester wants to speak to somebody in charge.',
    contest: 'It came back this morning, exactly the same.',
    confirm: 'Everything works, thank you.',
    site: 'Ask at the reception, spare parts are in the van.',
    report: 'Replaced, and tried together with the requester.',
    symptoms: 'Reproduced twice on a test desk.',
  },
} as const;

const defectOf = ({ seed, stage }: Scene): string => idOf('ticket', stage.tenant, `defect ${seed}`);
const visitOf = ({ seed, stage }: Scene): string => idOf('ticket', stage.tenant, `visit ${seed}`);

/** The queue of the specialists for a product. */
const specialists = ({ trouble }: Scene): string => `${trouble.product}-2`;

const classify = ({ first, trouble, seed, stage }: Scene, nth: number): Done => {
  const { kind, category, impact } = trouble;
  // Classified anew when it turns out to be more pressing than it seemed.
  const urgency = nth > 1 ? 'high' : trouble.urgency;
  const priority: Priority = priorityOf(usualMatrix, impact, urgency);
  const by = pick([first, ...stage.agents[1]], seed, 'classifier');
  return did(by, { type: 'TicketClassified', data: { kind, category, impact, urgency, priority } });
};

const diagnose = ({ first, trouble }: Scene): Done =>
  did(
    first,
    ...trouble.ask.map(([question, answer]) => ({
      type: 'FilterQuestionAnswered' as const,
      data: { question, answer: clear(answer) },
    })),
    { type: 'DiagnosisRecorded', data: { words: clear(trouble.diagnosis) } },
    ...trouble.steps.map(([step, outcome]) => ({
      type: 'StepTried' as const,
      data: { step: clear(step), outcome },
    })),
  );

const raise = (scene: Scene): Done =>
  did(
    scene.specialist,
    {
      type: 'DefectRaised',
      data: {
        defect: defectOf(scene),
        product: scene.stage.idOf('product', scene.trouble.product),
        title: scene.trouble.diagnosis,
        symptoms: words[scene.stage.language].symptoms,
      },
    },
    { type: 'TicketHeld', data: { for: 'vendor' } },
  );

const schedule = (scene: Scene): Done =>
  did(
    scene.specialist,
    {
      type: 'VisitScheduled',
      data: { visit: visitOf(scene), note: clear(words[scene.stage.language].site) },
    },
    { type: 'TicketHeld', data: { for: 'visit' } },
  );

const visit = (scene: Scene): Done =>
  did(
    scene.specialist,
    {
      type: 'VisitDone',
      data: {
        ...{ visit: visitOf(scene), outcome: 'solved' },
        report: clear(words[scene.stage.language].report),
      },
    },
    { type: 'TicketResumed', data: {} },
  );

const resolve = ({ trouble }: Scene, by: string): Done => {
  const { code, cause, remotely, solution } = trouble;
  return did(by, {
    type: 'TicketResolved',
    data: { code, cause, remotely, solution: clear(solution) },
  });
};

const contest = (scene: Scene): Done => {
  const comment = clear(words[scene.stage.language].contest);
  return said(
    scene,
    { type: 'SolutionContested', data: { comment } },
    { type: 'TicketReopened', data: { why: 'contested', reason: comment } },
  );
};

const use = (scene: Scene): Done =>
  scene.article === null
    ? []
    : did(scene.first, {
        type: 'ArticleUsed',
        data: { article: scene.article, version: 1, helped: scene.trouble.code === 'solved' },
      });

/** What an act adds to the ticket: `nth` counts it among its like, `holder` has the ticket. */
export const acts: {
  readonly [act in Act]: (scene: Scene, nth: number, holder: string) => Done;
} = {
  classify,
  take: ({ first }) => did(first, { type: 'TicketTaken', data: { agent: first } }),
  diagnose,
  wait: ({ first, stage }) =>
    did(
      first,
      { type: 'MessageSent', data: { channel: 'mail', text: clear(words[stage.language].asked) } },
      { type: 'TicketHeld', data: { for: 'requester' } },
    ),
  hear: (scene) => [
    ...said(scene, {
      type: 'MessageReceived',
      data: {
        ...{ channel: 'mail', text: clear(scene.trouble.message) },
        from: scene.stage.idOf('person', scene.caller.key),
      },
    }),
    ...did(scene.first, {
      type: 'MessageSent',
      data: { channel: 'mail', text: clear(scene.trouble.reply) },
    }),
  ],
  use,
  note: ({ specialist, stage }) =>
    did(specialist, { type: 'NoteAdded', data: { text: clear(words[stage.language].note) } }),
  offer: (scene) =>
    did(scene.first, {
      type: 'HandOverOffered',
      data: {
        queue: specialists(scene),
        expected: clear(scene.trouble.expected ?? scene.trouble.diagnosis),
      },
    }),
  accept: ({ specialist }) => did(specialist, { type: 'HandOverAccepted', data: { agent: specialist } }),
  return: ({ specialist, stage, seed }) =>
    did(specialist, {
      type: 'HandOverReturned',
      data: { reason: pick(reasons, seed, 'reason'), advice: clear(words[stage.language].advice) },
    }),
  raise,
  fix: (scene) =>
    did(
      scene.specialist,
      { type: 'DefectFixed', data: { defect: defectOf(scene) } },
      { type: 'TicketResumed', data: {} },
    ),
  schedule,
  visit,
  escalate: ({ first, stage }) =>
    did(first, {
      type: 'TicketEscalated',
      data: { why: 'angry-caller', note: clear(words[stage.language].angry) },
    }),
  resolve: (scene, _, holder) => resolve(scene, holder),
  confirm: (scene) =>
    said(scene, {
      type: 'SolutionConfirmed',
      data: { comment: clear(words[scene.stage.language].confirm) },
    }),
  contest,
  close: ({ first }) => did(first, { type: 'TicketClosed', data: {} }),
};
