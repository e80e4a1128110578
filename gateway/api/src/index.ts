export type * from './api.ts';
export * from './health.ts';
export * from './identity.ts';
export * from './limits.ts';
export * from './routes.ts';
export * from './server.ts';
export * from './subgraphs.ts';
