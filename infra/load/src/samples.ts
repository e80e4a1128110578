import { randomBytes } from 'node:crypto';

/** What people say on a hot line, in the lengths that they say it in. */
export const sentences = [
  'The printer shows E-07 and prints nothing since this morning.',
  'Switched it off and on again, still the same light.',
  'He says that the cable to the box was replaced last week by a technician; since then the line drops every evening at about eight o’clock, for a minute or two, and the phone goes dead as well.',
  'Version 13, two seats, the second one cannot open the ledger of March.',
  'Yes.',
  'She has tried the steps of the guide up to number four: the menu that number five speaks of is not there. The firmware is 1.4, the guide was written for 2.0. I told her that I would call back today.',
  'No paper jam, cover closed, toner changed on Monday.',
  'Calls back: it works again, she does not know why.',
];

/** One of some things, in turn. */
export const inTurn = <T>(things: readonly [T, ...T[]] | readonly T[], turn: number): T =>
  things[turn % things.length] as T;

/** As long as what AES-256-GCM makes of a sentence: nonce, text, tag. Nobody can open it, and a store does not try. */
export const boxes: readonly string[] = Array.from({ length: 512 }, (_, place) =>
  randomBytes(28 + Buffer.byteLength(inTurn(sentences, place))).toString('base64url'),
);
