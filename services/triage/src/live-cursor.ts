import type { TenantId } from '@relais/contracts';
import { Fault, Invalid } from '@relais/kernel';
import { tenantKey, type Keys } from '@relais/keys';

/**
 * A place in the change log as callers get it: sealed, for the log is that of all tenants, and its numbers would tell each of them
 * how much the others do.
 */
export const sealCursor = async (keys: Keys, tenant: TenantId, cursor: string): Promise<string> => {
  const key = await keys.ready([tenantKey(tenant)]);
  await keys.keep(key);
  const { box } = await keys.seal(key, cursor);
  return box;
};

const isDamaged = (error: unknown): boolean => error instanceof Fault && error.code === 'box-damaged';

/** The place that a caller's cursor names; Invalid for what was not given out to their tenant. */
export const openCursor = async (keys: Keys, tenant: TenantId, after: string): Promise<string> => {
  const unreadable = new Invalid(
    'after-unreadable',
    'after',
    'this cursor was not given out for these changes',
  );
  try {
    const cursor = await keys.open({ kid: tenantKey(tenant), box: after });
    if (cursor === null) throw unreadable;
    return cursor;
  } catch (error) {
    throw isDamaged(error) ? unreadable : error;
  }
};
