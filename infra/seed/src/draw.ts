import { v5 } from 'uuid';

/** The namespace of all that the seed draws. */
const namespace = 'b4d2a0c4-53d1-5b0a-9a5e-27d8c6b1f0aa';

/** A number from 0 to 1, 1 excluded, that is always the same for the same words: a demo can be told twice alike. */
export const draw = (...words: readonly (string | number)[]): number =>
  Number.parseInt(v5(words.join('\n'), namespace).slice(0, 8), 16) / 2 ** 32;

/** One of them, always the same for the same words. */
export const pick = <T>(from: readonly T[], ...words: readonly (string | number)[]): T => {
  const picked = from[Math.floor(draw(...words) * from.length)];
  if (picked === undefined) throw new RangeError('there is nothing to pick from');
  return picked;
};

/** One of them, each as often as its weight says. */
export const weigh = <T>(
  from: readonly (readonly [T, number])[],
  ...words: readonly (string | number)[]
): T => {
  let left = draw(...words) * from.reduce((sum, [, weight]) => sum + weight, 0);
  const [last] = from.slice(-1);
  const [found] = from.find(([, weight]) => (left -= weight) < 0) ?? last ?? [];
  if (found === undefined) throw new RangeError('there is nothing to weigh');
  return found;
};

/** A value between quantiles that lie at equal steps from 0 to 1, linear between two of them. */
export const spread = (quantiles: readonly number[], share: number): number => {
  const place = share * (quantiles.length - 1);
  const [low, high] = [Math.floor(place), Math.ceil(place)];
  const [from = 0, to = 0] = [quantiles[low], quantiles[high]];
  return from + (to - from) * (place - low);
};
