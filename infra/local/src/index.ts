export { openPorts } from './relais.ts';
export { services, startServices } from './services.ts';
