import { fetchToken } from '../demo/accounts.ts';

/** How long before its end a token is renewed: the request that carries it still has to arrive. */
const marginMs = 30_000;

/** When a JSON Web Token ends, in milliseconds since 1970; unreadable ones have ended. */
export const endOf = (token: string): number => {
  try {
    const payload = token.split('.')[1] ?? '';
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof exp === 'number' ? exp * 1_000 : 0;
  } catch {
    return 0;
  }
};

/** Who the page speaks as: an account, and a token of it that is renewed before it ends. */
export const session = () => {
  let address: string | undefined;
  let token: Promise<string> | undefined;

  const renewed = async (account: string): Promise<string> => {
    if (token && endOf(await token) - marginMs > Date.now()) return token;
    const asked = fetchToken(account);
    token = asked;
    // A refusal must not be remembered: the next request asks again.
    asked.catch(() => {
      if (token === asked) token = undefined;
    });
    return asked;
  };

  return {
    speakAs: (account: string): void => {
      if (account !== address) token = undefined;
      address = account;
    },
    /** The header that a request carries; none on a server without demo accounts, where the header editor is used. */
    headers: async (): Promise<Readonly<Record<string, string>>> =>
      address === undefined ? {} : { authorization: `Bearer ${await renewed(address)}` },
  };
};

export type Session = ReturnType<typeof session>;
