/** An EventStoreDB that is not ours, and so is never killed: what `RELAIS_EVENTSTOREDB_URL` names. Null: a double is used. */
export const realEventStoreDb: string | null = process.env['RELAIS_EVENTSTOREDB_URL'] || null;
