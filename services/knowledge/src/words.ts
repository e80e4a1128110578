/** They say how, not what: short texts would meet in nothing else. */
const idle = new Set(
  `a ai au aux avec ce cela ces cette c'est d dans de depuis des du elle en est et eu il ils j je l la le les leur lui m ma mais me mes
   mon n ne nos notre nous on ont ou ou par pas plus pour qu que quand qui rien s sa se ses si son sont sur t tout tres un une vos votre
   vous y a about an and are as at be been but by can do does for from had has have he her his how i if in into is it its my no nor not of
   off on or our out she so that the their them then there they this to up was we were what when which who will with you your`.match(
    /[a-z]+/g,
  ),
);

/** A word in the form in which equal ones meet: no accents, no capitals, no plural. Null for one that says nothing. */
export const wordOf = (term: string): string | null => {
  const plain = term.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  if (plain.length < 2 || idle.has(plain)) return null;
  return plain.replace(/(?<=\w{3})[sx]$/, '');
};

/** A text cut into its words, as they stand. */
export const wordsIn = (text: string): readonly string[] => text.split(/[^\p{L}\p{M}\p{N}]+/u);
