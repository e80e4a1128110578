/** The business said no: a value, never thrown. `by` and `at` tell who stands in the way, and since when. */
export type Refusal<Why extends string = string> = {
  readonly refusal: Why;
  readonly by?: string;
  readonly at?: string;
};

/** Say no, with the fact that stands in the way. */
export const refuse = <Why extends string>(
  refusal: Why,
  named: { readonly by?: string; readonly at?: string } = {},
): Refusal<Why> => ({ refusal, ...named });

/** Whether an answer is a refusal, and not what was asked for. */
export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refusal' in answer;
