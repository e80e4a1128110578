import { describe, expect, it } from '@jest/globals';
import { replay, type Event, type Fold, type Stamp } from '@relais/kernel';
import fc from 'fast-check';
import { article, type ArticleText } from './article.ts';
import { claim, numbers } from './claim.ts';
import { client, type ContractTerms } from './client.ts';
import { improvement } from './improvement.ts';
import { person, type PersonData } from './person.ts';
import { product } from './product.ts';
import { survey } from './survey.ts';

const at = '2026-03-02T08:15:00.000Z';
const stamp: Omit<Stamp, 'revision'> = {
  tenant: 'north',
  by: 'claire',
  happenedAt: at,
  recordedAt: at,
  commandId: 'c',
};

const after = <State, In extends Event>(fold: Fold<State, In>, ...events: readonly In[]): State =>
  replay(
    fold,
    events.map((event, revision) => ({ ...event, ...stamp, revision })),
  );

const terms: ContractTerms = {
  products: ['atlas-14'],
  calendar: { zone: 'Europe/Paris', slots: [], holidays: [] },
  targets: {
    1: { response: 15, resolution: 240 },
    2: { response: 30, resolution: 480 },
    3: { response: 60, resolution: 960 },
    4: { response: 120, resolution: 2_400 },
    5: { response: 240, resolution: 4_800 },
  },
  clockStops: ['requester'],
  matrix: {
    high: { high: 1, medium: 2, low: 3 },
    medium: { high: 2, medium: 3, low: 4 },
    low: { high: 3, medium: 4, low: 5 },
  },
  languages: ['fr'],
  channels: ['phone'],
  quietDays: 7,
};

const registered = { type: 'ClientRegistered', data: { name: 'Atlas', queue: 'atlas-1' } } as const;
const signed = (quietDays: number) => ({ type: 'ContractSigned', data: { ...terms, quietDays } }) as const;
const ended = { type: 'ContractEnded', data: {} } as const;

describe('a client', () => {
  it('has no contract before it signs one', () => {
    expect(after(client, registered)).toEqual({ name: 'Atlas', queue: 'atlas-1', contract: null, signed: 0 });
  });

  it('is owed what it signed last, under the number of that signature', () => {
    expect(after(client, registered, signed(7), signed(3)).contract).toEqual({
      ...terms,
      quietDays: 3,
      version: 2,
    });
  });

  it('is owed nothing after the end', () => {
    expect(after(client, registered, signed(7), ended).contract).toBeNull();
  });

  it('signs a new version after the end, never an old number again', () => {
    expect(after(client, registered, signed(7), ended, signed(5)).contract?.version).toBe(2);
  });
});

const sealed = (box: string) => ({ kid: 'person-lumen.1', box });
const data: PersonData = {
  client: 'atlas',
  name: sealed('a'),
  mail: sealed('b'),
  language: 'fr',
  claims: ['m'],
};
const known = { type: 'PersonRegistered', data } as const;
const { mail: _, ...withoutMail } = data;
const corrected = {
  type: 'PersonCorrected',
  data: { ...withoutMail, phone: sealed('c'), claims: ['p'] },
} as const;
const forgotten = { type: 'PersonForgotten', data: {} } as const;

describe('a person', () => {
  it('is known by what was registered', () => {
    expect(after(person, known)).toEqual({ ...data, status: 'known', phone: null });
  });

  it('is as corrected, and what the correction leaves out is gone', () => {
    expect(after(person, known, corrected)).toEqual({ ...corrected.data, status: 'known', mail: null });
  });

  it('stays forgotten, and holds no mail address and no phone number any more', () => {
    expect(after(person, known, forgotten)).toMatchObject({ status: 'forgotten', claims: [] });
    expect(after(person, known, forgotten, corrected)).toMatchObject({ status: 'forgotten', claims: [] });
    expect(after(person, known, forgotten, known)).toMatchObject({ status: 'forgotten', claims: [] });
  });
});

describe('a product', () => {
  it('is as it was registered last', () => {
    const atlas = { vendor: 'Atlas', name: 'Atlas 14', versions: ['2024'] };
    const later = { ...atlas, versions: ['2024', '2025'] };
    const events = [atlas, later].map((one) => ({ type: 'ProductRegistered', data: one }) as const);
    expect(after(product, ...events)).toEqual(later);
  });
});

describe('a claim', () => {
  it('belongs to nobody, then to who claimed it last', () => {
    const made = (holder: string) => ({ type: 'ClaimMade', data: { kind: 'mail', holder } }) as const;
    expect(after(claim).holder).toBeNull();
    expect(after(claim, made('person-lumen.1'), made('person-lumen.2')).holder).toBe('person-lumen.2');
  });
});

describe('numbers read aloud', () => {
  it('begin at 1 and go on behind the last block', () => {
    expect(after(numbers).next).toBe(1);
    expect(after(numbers, { type: 'NumbersReserved', data: { from: 1, to: 100 } }).next).toBe(101);
  });

  it('are never given twice, in whatever order blocks were reserved', () => {
    const blocks = fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000)));
    fc.assert(
      fc.property(blocks, (pairs) => {
        const events = pairs.map(
          ([from, size]) => ({ type: 'NumbersReserved', data: { from, to: from + size } }) as const,
        );
        const { next } = after(numbers, ...events);
        expect(events.every((event) => event.data.to < next)).toBe(true);
      }),
    );
  });
});

describe('an article', () => {
  const text: ArticleText = {
    ...{ kind: 'known-failure', title: 'Silent after sleep', symptoms: ['nothing comes out'] },
    ...{ category: 'printing', products: [], language: 'en' },
    steps: [{ technical: 'Restart the spooler.', plain: 'Switch it off and on.' }],
  };
  const drafted = (title: string) => ({ type: 'ArticleDrafted', data: { ...text, title } }) as const;
  const submitted = { type: 'ArticleSubmitted', data: {} } as const;
  const published = { type: 'ArticlePublished', data: {} } as const;
  const retired = { type: 'ArticleRetired', data: {} } as const;

  it('is in force as it was last published, whatever is drafted since', () => {
    const {
      status,
      inForce,
      text: newest,
    } = after(article, drafted('A'), submitted, published, drafted('B'));
    expect([status, inForce?.title, inForce?.version, newest?.title]).toEqual(['drafted', 'A', 1, 'B']);
  });

  it('keeps every version that tickets may pin, also once it is retired', () => {
    const twice = [drafted('A'), submitted, published, drafted('B'), submitted, published, retired] as const;
    const { status, inForce, published: versions } = after(article, ...twice);
    expect([status, inForce]).toEqual(['retired', null]);
    expect(versions.map(({ title, version }) => [title, version])).toEqual([
      ['A', 1],
      ['B', 2],
    ]);
  });

  it('publishes nothing that was never written', () =>
    expect(after(article, published)).toEqual(article.initial));
});

describe('a survey', () => {
  const sent = {
    type: 'SurveySent',
    data: { ticket: 't', client: 'c', requester: 'p', expiresAt: '2026-03-16T08:15:00.000Z' },
  } as const;

  it('holds whom it asks about what, and the answer', () =>
    expect(after(survey, sent, { type: 'SurveyAnswered', data: { score: 4 } })).toEqual({
      ...sent.data,
      ...{ sentAt: at, score: 4, comment: null, answeredAt: at },
    }));
});

describe('an improvement', () => {
  const words = { kid: 'tenant-north.north', box: '' };

  it('holds who proposed it and what became of it', () =>
    expect(
      after(
        improvement,
        { type: 'ImprovementProposed', data: { title: words, proposal: words } },
        { type: 'ImprovementDecided', data: { decision: 'declined', reason: words } },
      ),
    ).toEqual({
      ...{ title: words, proposal: words, proposedBy: 'claire', proposedAt: at },
      ...{ decision: 'declined', reason: words, decidedBy: 'claire', decidedAt: at },
    }));
});
