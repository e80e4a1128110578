import * as contracts from '@relais/contracts';
import { streamOf, type Sealed } from '@relais/contracts';
import { tenantKey } from '@relais/keys';
import { openTestPorts, type TestPorts } from '@relais/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CauseEnum,
  ChannelEnum,
  GradeEnum,
  HoldReasonEnum,
  LanguageEnum,
  open,
  openAll,
  openOptional,
  ReopeningEnum,
  ResolutionCodeEnum,
  StepOutcomeEnum,
  TicketKindEnum,
  TicketStatusEnum,
} from './words.ts';

describe('sealed words', () => {
  let test: TestPorts;
  let kept: Sealed;
  let lost: Sealed;

  beforeAll(async () => {
    test = await openTestPorts();
    const { keys } = test.ports;
    const seal = async (person: string, text: string): Promise<Sealed> => {
      const key = await keys.ready([tenantKey('acme'), streamOf('person', 'acme', person)]);
      const sealed = await keys.seal(key, text);
      await keys.keep(key);
      return sealed;
    };
    kept = await seal('p-1', 'Plus rien ne s’allume.');
    lost = await seal('p-2', 'Odile Marchand');
    await keys.forget(streamOf('person', 'acme', 'p-2'), 1);
  });
  afterAll(() => test.close());

  it('are opened', async () =>
    expect(await open(test.ports.keys, kept)).toEqual({ text: 'Plus rien ne s’allume.', erased: false }));

  it('are marked once their person is forgotten', async () =>
    expect(await open(test.ports.keys, lost)).toEqual({ text: null, erased: true }));

  it('may be absent', async () => {
    const { keys } = test.ports;
    expect([await openOptional(keys, null), await openOptional(keys, undefined)]).toEqual([null, null]);
    expect(await openOptional(keys, kept)).toMatchObject({ erased: false });
  });

  it('are opened wherever they are in the data of an event, and nothing else is changed', async () => {
    const data = {
      step: kept,
      versions: ['1.4', '2.0'],
      seen: [{ by: lost, at: null, level: 1, first: true }],
      box: 'no key',
    };
    expect(await openAll(test.ports.keys, data)).toEqual({
      step: 'Plus rien ne s’allume.',
      versions: ['1.4', '2.0'],
      seen: [{ by: { erased: true }, at: null, level: 1, first: true }],
      box: 'no key',
    });
    expect(await openAll(test.ports.keys, null)).toBeNull();
  });
});

describe('the enums of the graph', () => {
  it('name each business word, in capitals', () => {
    expect(TicketStatusEnum).toEqual({
      OPEN: 'open',
      ON_HOLD: 'on-hold',
      RESOLVED: 'resolved',
      CLOSED: 'closed',
    });
    expect(CauseEnum).toMatchObject({ THIRD_PARTY: 'third-party', NOT_RECORDED: 'not-recorded' });
    const { causes, channels, grades, holdReasons, languages, reopenings } = contracts;
    const { resolutionCodes, stepOutcomes, ticketKinds, ticketStatuses } = contracts;
    const all = [
      ...([
        [CauseEnum, causes],
        [ChannelEnum, channels],
        [GradeEnum, grades],
      ] as const),
      ...([
        [HoldReasonEnum, holdReasons],
        [LanguageEnum, languages],
        [ReopeningEnum, reopenings],
      ] as const),
      ...([
        [ResolutionCodeEnum, resolutionCodes],
        [StepOutcomeEnum, stepOutcomes],
      ] as const),
      ...([
        [TicketKindEnum, ticketKinds],
        [TicketStatusEnum, ticketStatuses],
      ] as const),
    ];
    for (const [values, words] of all) expect(Object.values(values)).toEqual([...words]);
  });
});
