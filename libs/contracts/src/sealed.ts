/**
 * Personal text under a key of the key tree: deciders and stores never see it in clear.
 * `kid` names the key, `box` is base64url of nonce (12 bytes), AES-256-GCM ciphertext and tag (16 bytes); the kid is the additional data.
 * `T` is what the box holds once opened.
 */
export type Sealed<T = string> = { readonly kid: string; readonly box: string; readonly [clear]?: T };
declare const clear: unique symbol;
