import type { Language } from '../copy/language.ts';
import type { WelcomeCopy } from '../copy/welcome.ts';
import { element } from '../parts/element.ts';
import { accountsSection } from './accounts.ts';
import { commandsSection } from './commands.ts';
import type { Known } from './state.ts';

type Switch = { readonly other: Language; readonly switchLanguage: () => void };

const mark = () =>
  element('img', {
    src: new URL('../tokens/relais.svg', import.meta.url).href,
    alt: '',
    width: '28',
    height: '28',
  });

const header = (copy: WelcomeCopy, { state }: Known, { other, switchLanguage }: Switch) =>
  element(
    'header',
    { class: 'top' },
    element('a', { class: 'skip', href: '#accounts' }, copy.skip),
    element('span', { class: 'brand' }, mark(), 'Relais'),
    element(
      'a',
      { class: `state ${state}`, href: 'health/ready' },
      element('span', { class: 'dot', 'aria-hidden': 'true' }),
      copy.state[state],
    ),
    element(
      'nav',
      { 'aria-label': copy.tools },
      element('a', { href: 'graphiql' }, 'GraphiQL'),
      element('a', { href: 'health/ready' }, 'Health'),
      element('a', { href: 'metrics' }, 'Metrics'),
    ),
    element(
      'button',
      { id: 'language', class: 'button', type: 'button', lang: other, click: switchLanguage },
      copy.switchTo,
    ),
  );

const life = (copy: WelcomeCopy) =>
  element(
    'figure',
    { class: 'life' },
    element('figcaption', {}, copy.life),
    element(
      'ol',
      { start: '0' },
      ...copy.happened.map(([time, what, who]) =>
        element(
          'li',
          {},
          element('time', {}, time),
          element('span', { class: 'what' }, what),
          element('span', { class: 'who' }, who),
        ),
      ),
    ),
  );

const hero = (copy: WelcomeCopy) =>
  element(
    'section',
    { class: 'hero' },
    element(
      'div',
      {},
      element('h1', {}, copy.headline),
      element('p', {}, copy.lead),
      element(
        'p',
        { class: 'ways' },
        element('a', { class: 'button main', href: 'graphiql' }, copy.openGraph),
        element('a', { class: 'button', href: '#accounts' }, copy.seeAccounts),
      ),
    ),
    life(copy),
  );

const link = (href: string, path: string, words: string) =>
  element('li', {}, element('a', { href }, element('code', {}, path)), element('span', {}, words));

const linksSection = ({ links, linkWords }: WelcomeCopy) =>
  element(
    'section',
    { 'aria-labelledby': 'links' },
    element('h2', { id: 'links' }, links),
    element(
      'ul',
      { class: 'links' },
      link('graphiql', '/graphiql', linkWords.graphiql),
      element('li', {}, element('code', {}, '/graphql'), element('span', {}, linkWords.graphql)),
      link('health/ready', '/health/ready', linkWords.ready),
      link('health/live', '/health/live', linkWords.live),
      link('metrics', '/metrics', linkWords.metrics),
    ),
  );

/** The first page, from the words of one language and what is known of the server. */
export const page = (copy: WelcomeCopy, known: Known, change: Switch): readonly Node[] => [
  header(copy, known, change),
  element(
    'main',
    {},
    hero(copy),
    accountsSection(copy, known.accounts),
    element('div', { class: 'pair' }, commandsSection(copy, known.accounts), linksSection(copy)),
  ),
];
