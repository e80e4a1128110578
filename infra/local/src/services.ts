import { escalation } from '@relais/escalation';
import { history } from '@relais/history';
import { intake } from '@relais/intake';
import { knowledge } from '@relais/knowledge';
import { subgraph, type Ports, type Subgraph } from '@relais/nest';
import { satisfaction } from '@relais/satisfaction';
import { triage } from '@relais/triage';

/** The services in this process. */
export const services = [intake, triage, escalation, knowledge, satisfaction, history] as const;

/** Starts every service on the same ports. */
export const startServices = async (ports: Ports): Promise<readonly Subgraph[]> => {
  const started: Subgraph[] = [];
  for (const service of services) started.push(await subgraph(service, ports));
  return started;
};
