import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { barCopy } from '../copy/bar.ts';
import { currentLanguage } from '../copy/language.ts';
import { addressOf, fetchAccounts, type Account } from '../demo/accounts.ts';
import { byId } from '../parts/element.ts';
import { bar, ticketChip } from './bar.ts';
import { edition, examples } from './examples.ts';
import { fetcherOf } from './fetcher.ts';
import { memoryOf } from './memory.ts';
import { session } from './session.ts';
import { storageOf } from './storage.ts';
import type { Memory } from './variables.ts';

const language = currentLanguage();
const copy = barCopy[language];
const speaker = session();
const tabs = examples(language);
const storage = storageOf(`${edition}.${language}`, tabs[0]?.variables ?? '');
const chip = ticketChip(copy);
const chosenPlace = 'relais.graphiql.account';

let accounts: readonly Account[] = [];
let current: Account | undefined;

const memory = (): Memory => {
  const told = memoryOf(current?.tenant ?? '').read();
  const client =
    current?.client ?? accounts.find(({ tenant, client: one }) => tenant === current?.tenant && one)?.client;
  return { ...(client && { client }), ...told };
};

const speakAs = (address: string): void => {
  current = accounts.find((account) => addressOf(account) === address);
  speaker.speakAs(address);
  sessionStorage.setItem(chosenPlace, address);
  chip.show(memory());
};

const reset = (): void => {
  storage.clear();
  location.reload();
};

/** The account of the link that led here, else the one of before, else the first agent. */
const firstChoice = (): string | undefined => {
  const known = accounts.map(addressOf);
  const asked = [decodeURIComponent(location.hash.slice(1)), sessionStorage.getItem(chosenPlace) ?? ''];
  return asked.find((address) => known.includes(address)) ?? known[0];
};

const showBar = async (): Promise<void> => {
  const found = await fetchAccounts().catch(() => copy.noAnswer);
  accounts = found && typeof found !== 'string' ? found : [];
  const chosen = firstChoice();
  if (chosen) speakAs(chosen);
  const [home, picker, ...rest] = bar(copy, found ?? copy.noAccounts, chosen, { speakAs, reset });
  byId('bar').replaceChildren(...[home, picker, chip.place, ...rest].filter((node) => node !== undefined));
};

const showGraph = (): void => {
  const remember = (told: Memory): void => {
    memoryOf(current?.tenant ?? '').keep(told);
    chip.show(told);
  };
  const fetcher = fetcherOf({ session: speaker, copy, language, memory, remember });
  const properties = {
    fetcher,
    storage,
    defaultTabs: tabs,
    defaultEditorToolsVisibility: 'variables',
  };
  createRoot(byId('graphiql')).render(
    createElement(GraphiQL as (given: typeof properties) => unknown, properties),
  );
};

document.documentElement.lang = language;
document.title = copy.title;
// Who speaks must be known before GraphiQL asks for the schema.
await showBar();
showGraph();
