export { openPorts, services, startServices } from './relais.ts';
