import type { KeyRow } from './file.ts';

/** What the writer is asked for. The rows of `keep` go from the top of the tree down. */
export type Wish =
  | { readonly wish: 'keep'; readonly rows: readonly KeyRow[] }
  | { readonly wish: 'forget'; readonly id: string; readonly position: number };

/**
 * `stored`: another key has that name. `destroyed`: it, or its parent, is gone for good. `failed`: nothing was written.
 * `emptied`: no former image of a page is left in the log either.
 */
export type Answer =
  | { readonly answer: 'kept' }
  | { readonly answer: 'stored' | 'destroyed'; readonly id: string }
  | { readonly answer: 'forgotten'; readonly ids: readonly string[]; readonly emptied: boolean }
  | { readonly answer: 'failed'; readonly code: string; readonly message: string };

export type Asked = { readonly number: number; readonly wish: Wish };
export type Answered = { readonly number: number; readonly answer: Answer };
