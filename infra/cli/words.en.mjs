import { tales } from './tales.en.mjs';

/** Numbers come as they are written. @param {string} number @param {string} thing */
const some = (number, thing) => `${number} ${thing}${number === '1' ? '' : 's'}`;

export const english = {
  language: 'en',
  tales,

  nodeTooOld: (version) => `relais needs Node 20.19 or newer; this is Node ${version}.`,
  notInstalled: (root) =>
    `relais is not installed yet: run \`npm install\` (or \`npm start\`) in ${root} first.`,
  noUrl: (url) => `"${url}" is no URL such as http://127.0.0.1:4000.`,
  unreachable: (url, why) =>
    `No Relais answers at ${url} (${why}). Start it with \`npm start\`, or name another with --url.`,
  silent: (url) => `Relais at ${url} has not answered for a minute.`,
  brokenOff: (url) => `The answer of ${url} broke off before its end; nothing can be concluded from it.`,
  strange: (url, status) =>
    `${url} gave an answer that relais cannot use (HTTP ${status}). Is it a Relais of this version?`,
  tokenNeeded: 'This server asks for an admin’s token: put one into RELAIS_TOKEN.',
  answers: {
    'not-local':
      'Without a token this server answers programs of its own machine only, by the name 127.0.0.1 or localhost.',
    'day-unreadable': 'A day is written such as 2026-03-02.',
    'period-reversed': 'The period ends before it begins.',
    'zone-unknown': 'A time zone is written such as Europe/Paris.',
    'as-of-unreadable':
      'A past is an instant such as 2026-03-02T08:15:00Z, a local time such as 2026-03-02T08:15, or one of them after recorded:.',
  },
  ambiguous: (tenants) => `More than one matches; name the tenant with --tenant: ${tenants.join(', ')}.`,
  noDemo: 'The demo accounts do not exist on this server.',
  accountUnknown: (account) => `There is no demo account ${account}; \`relais accounts\` lists them.`,
  unreadableFile: (file, why) => `${file} cannot be read (${why}).`,
  unreadableHead: (file, line) =>
    `Line ${line} of ${file} is no \`STREAM REVISION HASH\` as \`relais heads\` prints it.`,

  usage: {
    titles: {
      'Usage:': 'Usage:',
      'Arguments:': 'Arguments:',
      'Options:': 'Options:',
      'Commands:': 'Commands:',
    },
    example: 'Example:',
    about:
      'Asks a running Relais for its demo accounts, for the past of a ticket and for the proof that nothing was altered.',
    environment: `Environment:
  RELAIS_URL    where the server is (default http://127.0.0.1:$RELAIS_PORT, port 4000)
  RELAIS_TOKEN  an admin's token; not needed for the demo profile on this machine`,
    help: 'show this help',
    url: (fallback) => `where the server is (otherwise ${fallback})`,
    json: 'print JSON for programs',
    tenant: 'the provider, when more than one matches',
    accounts: 'list the demo accounts, one a line: NAME@TENANT ROLE CLIENT',
    token: 'print a bearer token for a demo account',
    account: 'as `relais accounts` prints it',
    replay: 'tell a ticket event by event, then show it as it was',
    ticket: 'id, number (R-20417) or ref:EXTERNAL',
    at: 'as it was: an instant, recorded:INSTANT or revision:N',
    verify: 'recompute every hash of every stream; exit code 1 on any damage',
    headsFile: 'compare with heads that were kept elsewhere ("-" reads stdin)',
    heads: 'print the revision and hash that each stream ends with: STREAM REVISION HASH',
    forget: 'erase the personal data of one person for ever; asks nothing',
    person: 'id, mail or phone',
    kpi: 'count the KPIs of a provider over a period, as they stand or stood',
    from: 'the first day of the period (otherwise since ever)',
    to: 'the day after its last one (otherwise for ever)',
    asOf: 'as they stood: an instant, a local time, or one of them after recorded:',
    cut: 'a sheet for each client, product, agent, priority or kind',
    zone: 'the time zone of days and local times (otherwise the server’s)',
    import: 'import the log of another help desk; the same log again writes only what is missing',
    log: 'an event log as CSV, plain or .gz',
    mapping: 'what the log means, as docs/import.md tells',
    intoTenant: 'the provider whose tickets they become',
    allowRejects: 'exit code 0 although some rows cannot be imported',
    missing: (name) => `${name} is missing.`,
    unknownOption: (name) => `There is no option ${name}.`,
    unknownCommand: (name) => `There is no command ${name}.`,
    excess: 'There are more words than this command takes.',
    seeHelp: 'See `relais --help`.',
  },

  replayed: {
    heading: (number, tenant, count) =>
      `${number} · ${tenant} · ${count} ${count === 1 ? 'event' : 'events'}`,
    now: 'The ticket as it is now',
    asOf: (asOf) => `The ticket as it was (${asOf})`,
    erased: 'erased',
    recordedAt: (when) => `recorded ${when}`,
    onBehalfOf: (who) => `for ${who}`,
    yes: 'yes',
    no: 'no',
    none: '–',
    by: (who, when) => `${who}, ${when}`,
    remotely: (so) => (so ? 'remotely' : 'on site'),
  },

  kpis: {
    names: {
      opened: 'tickets opened',
      reopened: 'tickets reopened',
      onHold: 'tickets put on hold',
      responseRate: 'calls answered',
      ticketsClosed: 'tickets closed',
      requestsResolved: 'requests resolved',
      resolvedAtFirstContact: 'of these, at first contact',
      resolvedWithoutLevel2: 'of these, without level 2',
      satisfaction: 'satisfied requesters',
      slaCompliance: 'deadlines kept',
      visitsAvoided: 'visits avoided',
    },
    reasons: {
      'no-calls': 'no calls',
      'no-surveys': 'no survey answered',
      'no-deadlines': 'no ticket with deadlines resolved',
      'no-visit-category': 'no ticket of a category that needs visits resolved',
      'no-resolved': 'nothing resolved',
    },
    none: '–',
    of: (some, all) => `${some} of ${all}`,
    mean: (score) => `mean score ${score}`,
    answered: (some, all) => `${some} of ${all} surveys answered`,
    period: (from, to) =>
      from && to ? `${from} to ${to}` : from ? `since ${from}` : to ? `until ${to}` : 'since ever',
    asOf: (when) => `as of ${when}`,
    priority: (priority) => `priority ${priority}`,
    without: {
      client: 'no client',
      product: 'no product',
      agent: 'no agent',
      priority: 'not classified',
      kind: 'no kind',
    },
    nothing: 'Nothing happened in this period.',
    noCut: (cut, cuts) => `--cut ${cut} is none of ${cuts.join(', ')}.`,
    late: 'The lists are still catching up: what was written last may be missing from these figures.',
  },

  imported: {
    flawed: 'The mapping cannot be used:',
    unreadableMapping: (file, why) => `${file} is no JSON (${why}).`,
    otherFile: (file) => `${file} changed while it was sent: import it again once nobody writes to it.`,
    failed: (text) => `The import broke off: ${text} Run again, it goes on where it stopped.`,
    progress: (percent, rows, rate, left) =>
      `${percent} · ${rows} rows · ${rate} rows/s${left === undefined ? '' : ` · ${left} s left`}`,
    catchingUp: (percent) => `Everything is written; the lists have ${percent} of it …`,
    line: (line, to) =>
      to === line ? `line ${line}` : to === null ? `line ${line} to the end` : `lines ${line}–${to}`,
    warning: (where, text) => `${where}: warning: ${text}`,
    reject: (where, text) => `${where}: rejected: ${text}`,
    rows: (rows, seconds) => `${some(rows, 'row')} in ${seconds} s.`,
    events: (events, before) => `${some(events, 'event')} written, ${before} there before.`,
    things: (tickets, clients, products, agents) =>
      `${some(tickets, 'ticket')}, ${some(clients, 'client')}, ${some(products, 'product')}, ${some(agents, 'agent')}.`,
    remarks: (warnings, rejects) => `${some(warnings, 'warning')}, ${some(rejects, 'row')} rejected.`,
    made: (accounts) => `Accounts of the agents: ${accounts}`,
    toBeMade: (accounts) => `Accounts to be made for the agents: ${accounts}`,
  },

  verified: {
    progress: (events, of) => `${events.toLocaleString('en')} of ${of.toLocaleString('en')} events verified`,
    intact: (events, streams) =>
      `Intact: ${events.toLocaleString('en')} events in ${streams.toLocaleString('en')} streams, every hash recomputed.`,
    damaged: (count) => (count === 1 ? 'One damage found.' : `${count.toLocaleString('en')} damages found.`),
    at: (stream, revision, what) => `${stream ?? '(unknown stream)'} revision ${revision ?? '?'}: ${what}`,
    what: {
      unreadable: 'the event cannot be read any more',
      'hash-wrong': 'the event is not what was hashed',
      'prev-wrong': 'the event is not chained to the one before',
      hole: 'the event is gone',
      swapped: 'the event does not lie where it was written',
      'column-wrong': 'the row names another event',
      'index-wrong': 'the event is not found by its index',
      'file-damaged': 'the file itself is damaged',
      'head-wrong': 'another event than the kept head says',
      cut: 'the stream ends before the kept head',
    },
    withoutHeads:
      'A stream cut at its end is only found by comparing with heads kept elsewhere: relais verify --heads FILE.',
  },

  forgotten: {
    done: (person, tenant) =>
      `Forgotten: person ${person} of ${tenant}. The key is destroyed; what they said reads as erased.`,
    already: (person, tenant) => `Person ${person} of ${tenant} was forgotten before.`,
  },
};
