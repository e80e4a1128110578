import type { Federation } from '@relais/api';
import { Fault } from '@relais/kernel';
import type { Asking } from '@relais/nest';
import { callersIn } from '@relais/seed';
import { demoCommand, demoId, demos, type Demo } from './accounts.ts';

const admin = ({ tenant, language }: Demo): Asking => ({
  caller: Object.freeze({
    ...{ tenant, actor: 'root', level: null, clients: null, person: null, vendor: null },
    roles: Object.freeze(['admin'] as const),
  }),
  correlation: demoCommand(tenant, 'seed').replaceAll('-', ''),
  language,
  notices: new Set(),
});

const week = [1, 2, 3, 4, 5].flatMap((day) => [
  { day, from: '08:00', to: '12:00' },
  { day, from: '13:00', to: '19:00' },
]);

/** Minutes of opening time by priority. */
const targets = [
  { priority: 1, response: 15, resolution: 240 },
  { priority: 2, response: 30, resolution: 480 },
  { priority: 3, response: 60, resolution: 960 },
  { priority: 4, response: 120, resolution: 2_400 },
  { priority: 5, response: 240, resolution: 4_800 },
];

const matrix = { high: [1, 2, 3], medium: [2, 3, 4], low: [3, 4, 5] };

const row = ([high, medium, low]: readonly number[]) => ({ high, medium, low });

/** What somebody else would go and see. */
const visitCategories = {
  fr: ['matériel', 'qualité', 'écran'],
  en: ['hardware', 'line', 'outage', 'television'],
} as const;

const terms = (demo: Demo, { zone }: Demo['clients'][number]) => ({
  products: demo.products.map(({ key }) => demoId('product', demo.tenant, key)),
  calendar: { zone, slots: week, holidays: ['2026-12-25', '2027-01-01'] },
  targets,
  clockStops: ['REQUESTER', 'CLIENT'],
  matrix: { high: row(matrix.high), medium: row(matrix.medium), low: row(matrix.low) },
  languages: ['FR', 'EN'],
  channels: ['PHONE', 'MAIL', 'CHAT', 'PORTAL'],
  quietDays: 5,
  visitCategories: visitCategories[demo.language],
});

type Wish = { readonly field: string; readonly input: { readonly [name: string]: unknown } };

type DemoPerson = Demo['people'][number];

const registering = ({ tenant, language }: Demo, { key, client, name, mail, phone }: DemoPerson): Wish => ({
  field: 'registerPerson',
  input: {
    ...{ commandId: demoCommand(tenant, `person ${key}`), name, mail, phone },
    ...{ language: language.toUpperCase(), clientId: demoId('client', tenant, client) },
  },
});

const wishes = (demo: Demo): readonly Wish[] => {
  const { tenant } = demo;
  return [
    ...demo.products.map(({ key, name, vendor, versions }) => ({
      field: 'registerProduct',
      input: { commandId: demoCommand(tenant, `product ${key}`), name, vendor, versions },
    })),
    ...demo.clients.map(({ key, name, queue }) => ({
      field: 'registerClient',
      input: { commandId: demoCommand(tenant, `client ${key}`), name, queue },
    })),
    ...demo.clients.map((client) => ({
      field: 'signContract',
      input: {
        commandId: demoCommand(tenant, `contract ${client.key}`),
        clientId: demoId('client', tenant, client.key),
        terms: terms(demo, client),
      },
    })),
    ...demo.people.map((person) => registering(demo, person)),
  ];
};

const typeOf = (field: string): string => `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;

type Done = { readonly ok: boolean; readonly refusal: { readonly code: string } | null };

const grant = async ({ ask }: Federation, demo: Demo, { field, input }: Wish): Promise<void> => {
  const source = `mutation ($input: ${typeOf(field)}) { done: ${field}(input: $input) { ok refusal { code } } }`;
  const { data, errors } = await ask(source, { input }, admin(demo));
  const done = data?.['done'] as Done | null | undefined;
  if (done?.ok) return;
  const why = errors ? errors.map(({ message }) => message).join(', ') : done?.refusal?.code;
  const what = `${field} for ${demo.tenant}: ${why}`;
  throw new Fault(
    'demo-refused',
    `The data folder holds another demo than this one, or a damaged one (${what})`,
  );
};

/** Registers what the demo accounts refer to; the same command ids at each start, so it is written once. */
export const seedDemo = async (federation: Federation): Promise<void> => {
  for (const demo of demos) for (const wish of wishes(demo)) await grant(federation, demo, wish);
};

/** Registers those who call the demo's hot lines. */
export const seedCallers = async (federation: Federation, demo: Demo): Promise<void> => {
  for (const caller of callersIn(demo.language)) await grant(federation, demo, registering(demo, caller));
};
