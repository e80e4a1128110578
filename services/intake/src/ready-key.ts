import { Fault } from '@relais/kernel';
import type { KeyId, Keys } from '@relais/keys';

/**
 * Readies the last key of a chain. A key that was destroyed is never made again: what is sealed then will not be read,
 * and the decision refuses.
 */
export const readyKey = async (keys: Keys, above: readonly KeyId[], key: KeyId): Promise<KeyId> => {
  try {
    return await keys.ready([...above, key]);
  } catch (error) {
    if (error instanceof Fault && error.code === 'key-destroyed') return key;
    throw error;
  }
};
