import { idOf, type Language, type Role } from '@relais/contracts';
import { v5 } from 'uuid';

/** The command ids of the demo derive from these names, so that a second start does nothing again. */
export const demoCommand = (tenant: string, name: string): string =>
  v5(`${tenant} ${name}`, '0f6f1f0c-7f5e-5b52-8f5a-93a4a1f3a0de');

/** An account of the demo issuer. `client` and `person` are ids that the demo's own streams have. */
export type Account = {
  readonly name: string;
  readonly tenant: string;
  readonly role: Role;
  readonly level: 1 | 2 | null;
  readonly client: string | null;
  readonly person: string | null;
  readonly vendor: string | null;
};

/** What the demo registers for a provider. */
export type Demo = {
  readonly tenant: string;
  readonly name: string;
  readonly language: Language;
  readonly clients: readonly {
    readonly key: string;
    readonly name: string;
    readonly queue: string;
    readonly zone: string;
  }[];
  readonly products: readonly {
    readonly key: string;
    readonly name: string;
    readonly vendor: string;
    readonly versions: readonly string[];
  }[];
  readonly people: readonly {
    readonly key: string;
    readonly client: string;
    readonly name: string;
    readonly mail: string;
    readonly phone: string;
  }[];
  /** Names of: level 1 (two), level 2, supervisor, editor, auditor, admin, client, vendor, requester. */
  readonly staff: { readonly [account: string]: readonly [Role, (1 | 2)?] };
};

export const demos: readonly Demo[] = [
  {
    tenant: 'acme',
    name: 'Acme Assistance',
    language: 'fr',
    clients: [
      { key: 'lumen', name: 'Lumen Matériel', queue: 'lumen-1', zone: 'Europe/Paris' },
      { key: 'orfeo', name: 'Orfeo Éditions', queue: 'orfeo-1', zone: 'Europe/Paris' },
    ],
    products: [
      { key: 'l200', name: 'Imprimante Lumen L200', vendor: 'lumen', versions: ['1.4', '2.0'] },
      { key: 'compta', name: 'Orfeo Compta', vendor: 'orfeo', versions: ['12', '13'] },
    ],
    people: [
      {
        key: 'remi',
        client: 'lumen',
        name: 'Rémi Lambert',
        mail: 'remi.lambert@lumen.example',
        phone: '+33142278100',
      },
      {
        key: 'odile',
        client: 'orfeo',
        name: 'Odile Marchand',
        mail: 'odile.marchand@orfeo.example',
        phone: '+33142278101',
      },
    ],
    staff: {
      nadia: ['agent', 1],
      karim: ['agent', 1],
      lena: ['agent', 2],
      sofia: ['supervisor'],
      emil: ['editor'],
      ada: ['auditor'],
      root: ['admin'],
    },
  },
  {
    tenant: 'borealis',
    name: 'Borealis Support',
    language: 'en',
    clients: [
      { key: 'fjord', name: 'Fjord Broadband', queue: 'fjord-1', zone: 'Europe/London' },
      { key: 'quill', name: 'Quill Software', queue: 'quill-1', zone: 'Europe/Dublin' },
    ],
    products: [
      { key: 'f5', name: 'Fjord F5 router', vendor: 'fjord', versions: ['5.1', '5.2'] },
      { key: 'writer', name: 'Quill Writer', vendor: 'quill', versions: ['2026'] },
    ],
    people: [
      {
        key: 'rose',
        client: 'fjord',
        name: 'Rose Whitfield',
        mail: 'rose.whitfield@fjord.example',
        phone: '+442079460101',
      },
      {
        key: 'owen',
        client: 'quill',
        name: 'Owen Byrne',
        mail: 'owen.byrne@quill.example',
        phone: '+353209120101',
      },
    ],
    staff: {
      noah: ['agent', 1],
      kate: ['agent', 1],
      liam: ['agent', 2],
      sara: ['supervisor'],
      emma: ['editor'],
      alan: ['auditor'],
      root: ['admin'],
    },
  },
];

const outsiders: {
  readonly [tenant: string]: readonly (readonly [name: string, role: Role, key: string])[];
} = {
  acme: [
    ['claire', 'client', 'lumen'],
    ['oscar', 'client', 'orfeo'],
    ['victor', 'vendor', 'lumen'],
    ['remi', 'requester', 'remi'],
    ['odile', 'requester', 'odile'],
  ],
  borealis: [
    ['clara', 'client', 'fjord'],
    ['quentin', 'client', 'quill'],
    ['vera', 'vendor', 'fjord'],
    ['rose', 'requester', 'rose'],
    ['owen', 'requester', 'owen'],
  ],
};

/** The id that a thing of the demo has: that of the command which registers it. */
export const demoId = (kind: 'client' | 'product' | 'person', tenant: string, key: string): string =>
  idOf(kind, tenant, demoCommand(tenant, `${kind} ${key}`));

const outsider = (demo: Demo, [name, role, key]: readonly [string, Role, string]): Account => {
  const { tenant } = demo;
  const person = role === 'requester' ? demoId('person', tenant, key) : null;
  const client = demo.people.find((p) => p.key === key)?.client ?? key;
  return {
    ...{ name, tenant, role, person, level: null },
    client: role === 'vendor' ? null : demoId('client', tenant, client),
    vendor: role === 'vendor' ? key : null,
  };
};

/** Every account of the demo issuer. */
export const accounts: readonly Account[] = demos.flatMap((demo) => [
  ...Object.entries(demo.staff).map(([name, [role, level]]) => ({
    ...{ name, role, tenant: demo.tenant, level: level ?? null },
    ...{ client: null, person: null, vendor: null },
  })),
  ...(outsiders[demo.tenant] ?? []).map((account) => outsider(demo, account)),
]);

/** `nadia@acme`. */
export const findAccount = (written: string): Account | null =>
  accounts.find(({ name, tenant }) => `${name}@${tenant}` === written) ?? null;
