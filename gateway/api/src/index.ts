export { healthRoutes, meters, type Meters, type Processors, type Routes } from '@relais/nest';
export type * from './api.ts';
export * from './identity.ts';
export * from './limits.ts';
export * from './remote/remote.ts';
export * from './server.ts';
export * from './subgraphs.ts';
